// Runs all checks, each after those that it depends on.
import type { Credentials } from '@/lib/server/aws/credentials';
import { trimmed } from '@/lib/server/variables';
import { checkAccess } from './access';
import { checkBucketEvents } from './bucket-events';
import { checkBucketPolicy } from './bucket-policy';
import { checkBucketSettings } from './bucket-settings';
import { cdnBlocked, checkCdn } from './cdn';
import { cleanUp } from './cleanup';
import { type CheckPorts, type Context, closeContext, newContext, type Variables } from './context';
import { checkCors } from './cors';
import { blocked, type Finding, type Findings, firstWrong, wrong } from './finding';
import { checkIdentityProvider } from './identity-provider';
import { whyNoAnswer } from './network';
import { checkProxies } from './proxies';
import { checkRetention } from './retention';
import { checkTables } from './tables';
import { checkTelemetry } from './telemetry';
import { checkUploadedObject } from './uploaded-object';
import { checkUploads } from './uploads';
import { checkValidatedObject } from './validated-object';
import { checkVariables, originOf } from './variables';
import { checkWebSettings } from './web-settings';

const ENGINES = [
  's3',
  'clock',
  'credentials',
  'credentials-life',
  'bucket',
  'bucket.list',
  's3-browser',
  'dynamodb',
];

/**
 * Checks everything that an environment names, and yields each finding as soon as it is known, always in the same order. It deletes
 * every object that it created, even after an error.
 * @param credentials by default those of the process
 */
export async function* examine(
  given: Variables,
  ports: CheckPorts,
  credentials?: Credentials,
): Findings {
  const source = trimmed(given);
  const environment = checkVariables(source);
  const { engine: env, appUrl } = environment;
  const settings = [...environment.findings, ...checkWebSettings(source, environment)];
  yield* settings;
  if (env) {
    const context = newContext({ source, env, appOrigin: originOf(appUrl) }, ports, credentials);
    yield* examineEngines(context);
  } else {
    yield* blocked(ENGINES, firstWrong(settings) ?? 'variables');
  }
  yield* checkProxies(ports, source, environment);
  yield* await checkTelemetry(ports, source, environment);
  yield* await checkIdentityProvider(ports, source, environment);
}

async function* examineEngines(context: Context): Findings {
  const found: Finding[] = [];
  /** Yields findings, and collects them for later checks. */
  async function* collect<Result>(some: Findings<Result>): Findings<Result> {
    for (;;) {
      const next = await some.next();
      if (next.done) return next.value;
      found.push(next.value);
      yield next.value;
    }
  }
  const isWrong = (check: string) =>
    found.some((finding) => finding.check === check && finding.status === 'wrong');
  try {
    const { asking, browsing, signing } = yield* collect(checkAccess(context));
    const reading = asking ?? (isWrong('credentials') ? 'credentials' : undefined);
    yield* collect(each(checkBucketSettings(context, reading)));
    yield* collect(each(checkBucketPolicy(context, reading)));
    yield* collect(each(checkRetention(context, reading)));
    yield* collect(each(checkBucketEvents(context, reading)));
    const before = found.length;
    yield* collect(checkCors(context, browsing));
    const key = yield* collect(checkUploads(context, signing, firstWrong(found.slice(before))));
    yield* collect(checkUploadedObject(context, signing, key, found));
    const picture = yield* collect(checkValidatedObject(context, signing, found));
    const cdnBlocker = context.env.cloudFront ? signing : undefined;
    yield* cdnBlocker ? cdnBlocked(cdnBlocker) : await checkCdn(context, picture);
  } catch (error) {
    yield brokeOff('bucket-examination', error);
  }
  yield await cleanUp(context, found);
  try {
    // A compatible S3 has its own keys; on AWS, DynamoDB uses the same.
    const blocker = context.isAws && isWrong('credentials') ? 'credentials' : undefined;
    yield* checkTables(context, blocker);
  } catch (error) {
    yield brokeOff('table-examination', error);
  }
  closeContext(context);
}

async function* each(findings: Promise<Finding[]>): Findings {
  yield* await findings;
}

/** The finding for an unexpected error. Earlier findings stay valid. */
function brokeOff(check: string, error: unknown): Finding {
  const why = whyNoAnswer(error) ?? (error instanceof Error ? error.message : String(error));
  return wrong(
    check,
    `the check failed: ${why}`,
    'S3 or DynamoDB gave an unexpected response; the checks after it did not run.',
    'npm run doctor   # run it again: if the error stays, the line before this one names the request',
  );
}
