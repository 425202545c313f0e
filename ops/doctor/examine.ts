// The whole examination, in an order in which a check comes after what it builds on.
import type { Credentials } from '@/lib/server/aws/credentials';
import { checkAccess } from './access';
import { checkBucketPolicy } from './bucket-policy';
import { checkBucketSettings } from './bucket-settings';
import { cdnBlocked, checkCdn } from './cdn';
import { type Context, closeContext, newContext, type Variables, type World } from './context';
import { checkCors } from './cors';
import { blocked, type Finding, firstWrong } from './finding';
import { checkIdentityProvider } from './identity-provider';
import { checkProven } from './proven';
import { checkRetention } from './retention';
import { checkTables } from './tables';
import { cleanUp } from './traces';
import { checkUploaded } from './uploaded';
import { checkUploads } from './uploads';
import { checkVariables, originOf } from './variables';
import { checkWebSettings } from './web-settings';

const ENGINES = [
  's3',
  's3-browser',
  'clock',
  'credentials',
  'credentials-life',
  'bucket',
  'dynamodb',
];

/**
 * Looks at everything that an environment names. Nothing is left behind, whatever happens.
 * @param credentials those of the process unless given
 */
export async function examine(
  source: Variables,
  world: World,
  credentials?: Credentials,
): Promise<Finding[]> {
  const environment = checkVariables(source);
  const { engine: env, appUrl } = environment;
  const findings = [...environment.findings, ...checkWebSettings(source, environment)];
  if (env) {
    const context = newContext({ source, env, appOrigin: originOf(appUrl) }, world, credentials);
    findings.push(...(await examineEngines(context)));
  } else {
    findings.push(...blocked(ENGINES, firstWrong(findings) ?? 'variables'));
  }
  return [...findings, ...(await checkIdentityProvider(world, source, environment))];
}

async function examineEngines(context: Context): Promise<Finding[]> {
  const found: Finding[] = [];
  const add = <Some extends Finding[]>(some: Some) => {
    found.push(...some);
    return some;
  };
  try {
    const { findings, asking, browsing, signing } = await checkAccess(context);
    add(findings);
    const reading = asking ?? firstWrong(findings.filter(({ check }) => check === 'credentials'));
    add(await checkBucketSettings(context, reading));
    add(await checkBucketPolicy(context, reading));
    add(await checkRetention(context, reading));
    const cors = add(await checkCors(context, browsing));
    const uploads = await checkUploads(context, signing, firstWrong(cors));
    add(uploads.findings);
    add(await checkUploaded(context, signing, uploads.key, found));
    const proven = await checkProven(context, signing, found);
    add(proven.findings);
    add(
      signing && context.env.cloudFront ? cdnBlocked(signing) : await checkCdn(context, proven.key),
    );
    const dynamoBlocker = found.find(
      ({ check, status }) => check === 'credentials' && status === 'wrong',
    );
    add(await checkTables(context, dynamoBlocker && context.isAws ? 'credentials' : undefined));
  } finally {
    add([await cleanUp(context, found)]);
    closeContext(context);
  }
  return found;
}
