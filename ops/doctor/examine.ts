// The whole examination, in an order in which a check comes after what it builds on.
import type { Credentials } from '@/lib/server/aws/credentials';
import { trimmed } from '@/lib/server/variables';
import { checkAccess } from './access';
import { checkBucketEvents } from './bucket-events';
import { checkBucketPolicy } from './bucket-policy';
import { checkBucketSettings } from './bucket-settings';
import { cdnBlocked, checkCdn } from './cdn';
import { type Context, closeContext, newContext, type Variables, type World } from './context';
import { checkCors } from './cors';
import { blocked, type Finding, firstWrong, wrong } from './finding';
import { checkIdentityProvider } from './identity-provider';
import { whyNoAnswer } from './network';
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
  'bucket.list',
  'dynamodb',
];

/**
 * Looks at everything that an environment names. Nothing is left behind, whatever happens.
 * @param credentials those of the process unless given
 */
export async function examine(
  given: Variables,
  world: World,
  credentials?: Credentials,
): Promise<Finding[]> {
  const source = trimmed(given);
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
  const isWrong = (check: string) =>
    found.some((finding) => finding.check === check && finding.status === 'wrong');
  try {
    const { findings, asking, browsing, signing } = await checkAccess(context);
    add(findings);
    const reading = asking ?? (isWrong('credentials') ? 'credentials' : undefined);
    add(await checkBucketSettings(context, reading));
    add(await checkBucketPolicy(context, reading));
    add(await checkRetention(context, reading));
    add(await checkBucketEvents(context, reading));
    const cors = add(await checkCors(context, browsing));
    const uploads = await checkUploads(context, signing, firstWrong(cors));
    add(uploads.findings);
    add(await checkUploaded(context, signing, uploads.key, found));
    const proven = await checkProven(context, signing, found);
    add(proven.findings);
    const cdnBlocker = context.env.cloudFront ? signing : undefined;
    add(cdnBlocker ? cdnBlocked(cdnBlocker) : await checkCdn(context, proven.key));
  } catch (error) {
    add([brokeOff('bucket-examination', error)]);
  }
  add([await cleanUp(context, found)]);
  try {
    // A compatible S3 has keys of its own; on AWS they are the same.
    const blocker = context.isAws && isWrong('credentials') ? 'credentials' : undefined;
    add(await checkTables(context, blocker));
  } catch (error) {
    add([brokeOff('table-examination', error)]);
  }
  closeContext(context);
  return found;
}

/** An answer that the doctor did not reckon with. What was found until then still counts. */
function brokeOff(check: string, error: unknown): Finding {
  const why = whyNoAnswer(error) ?? (error instanceof Error ? error.message : String(error));
  return wrong(
    check,
    `broke off: ${why}`,
    'An answer was not of the kind that S3 or DynamoDB give; the lines after it are missing.',
    'npm run doctor   # again: if it stays, its last line before this one names what was asked',
  );
}
