// Access to the bucket: whether S3 answers, the clock difference, the credentials, and whether the bucket exists in this region.
import { DeleteObjectCommand, HeadBucketCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { httpStatus } from '@/lib/server/aws/aws-errors';
import { checkBrowserAddress } from './browser-address';
import { bucketUrl } from './bucket-url';
import { s3api, setVariable } from './commands';
import type { Context } from './context';
import { checkCredentials } from './credentials';
import { explainDenied } from './denials';
import { blocked, type Finding, type Findings, firstWrong, ok, unknown, wrong } from './finding';
import { sendRequest, whyNoAnswer } from './network';
import { errorName } from './s3-answer';

/** A URL is valid for 300 s by S3's clock, minus what our clock is behind. S3 itself refuses at 15 minutes. */
const MAX_SKEW = 60;

/** The permission to list: the app lists nothing, but its health check calls HeadBucket, which needs it. */
export const LIST = 'bucket.list';

const NEVER_WAS = 'uploads/~doctor/never-was.png';

/** S3's error codes for a key, a signature or a session that it does not accept. */
const REFUSED_CREDENTIALS: Record<string, string> = {
  InvalidAccessKeyId:
    'The access key does not exist: it was deleted, or belongs to another server or partition.',
  SignatureDoesNotMatch:
    'The secret does not belong to this access key, or a proxy in front of S3 rewrites the Host header.',
  ExpiredToken: 'The session has expired: temporary credentials are valid for some hours.',
  InvalidToken: 'The session token does not belong to this access key.',
  TokenRefreshRequired: 'The session token must be renewed.',
  InvalidSecurity: 'S3 does not accept these credentials.',
  AccountProblem: 'There is a problem with the AWS account.',
  UserSuspended: 'The user of this key is suspended.',
  NotSignedUp: 'The AWS account is not signed up for S3.',
};

const OTHER_REGION = [
  'AuthorizationHeaderMalformed',
  'PermanentRedirect',
  'TemporaryRedirect',
  'Redirect',
  'IllegalLocationConstraintException',
];

export interface Access {
  /** The check to fix before any URL can be signed. */
  signing: string | undefined;
  /** The check to fix before any request to the bucket can succeed. */
  asking: string | undefined;
  /** The check to fix before any request as a browser. */
  browsing: string | undefined;
}

/** Checks each condition for access, up to the first one that fails. Returns the checks that block later ones. */
export async function* checkAccess(context: Context): Findings<Access> {
  const url = (await bucketUrl(context.s3, context.env.bucket)).href;
  const sent = context.now().getTime();
  const reached = await sendRequest(context, url, { method: 'HEAD' });
  if ('why' in reached) {
    yield wrong(
      's3',
      `${new URL(url).origin} does not answer: ${reached.why}`,
      explainNoAnswer(context),
      `curl -v ${url}`,
    );
    yield* blocked(['clock'], 's3');
    yield* await checkCredentials(context, 'S3 could not be reached');
    yield* blocked(['bucket', LIST, 's3-browser'], 's3');
    return { signing: 's3', asking: 's3', browsing: 's3' };
  }
  const region = reached.response.headers.get('x-amz-bucket-region');
  const probe = await probeBucket(context, region);
  yield* probe.s3;
  const clock = checkClock(context, reached.response.headers.get('date'), sent, probe);
  yield clock;
  const credentials = await checkCredentials(context, undefined, probe.credentials);
  yield* credentials;
  const refused = firstWrong(credentials);
  const bucket = refused === undefined ? probe.bucket : blocked(['bucket'], refused);
  yield* bucket;
  // The session's end shortens URLs, but does not prevent the other checks.
  const asking = firstWrong([...probe.s3, ...bucket]);
  yield* probe.list ? [probe.list] : blocked([LIST], asking ?? refused ?? 'clock');
  const signing =
    asking ?? firstWrong([clock, ...credentials.filter(({ check }) => check === 'credentials')]);
  const browser = await checkBrowserAddress(context, signing);
  yield browser;
  // Send no request as a browser until the check has found which server answers browsers.
  const unknownTo = browser.status === 'unknown' ? signing : firstWrong([browser]);
  return {
    asking,
    signing: signing ?? firstWrong([browser]),
    browsing: asking ?? unknownTo,
  };
}

function explainNoAnswer({ isAws, env }: Context): string {
  return isAws
    ? `This machine cannot reach S3 in ${env.region}: DNS, a proxy, a firewall, or a region that does not exist.`
    : 'S3_ENDPOINT must be the address of the S3-compatible server.';
}

/** The result of one signed request, by the cause of a refusal. */
interface Probe {
  s3: Finding[];
  /** Set if S3 refuses the credentials. */
  credentials: { detail: string; cause: string } | undefined;
  isSkewed: boolean;
  bucket: Finding[];
  /** Set if the bucket can be checked. */
  list: Finding | undefined;
}

async function probeBucket(context: Context, region: string | null): Promise<Probe> {
  const { env, s3 } = context;
  const answers = [ok('s3', `answers at ${(await bucketUrl(s3, env.bucket)).origin}`)];
  const probe: Probe = {
    s3: answers,
    credentials: undefined,
    isSkewed: false,
    bucket: [],
    list: undefined,
  };
  try {
    const list = await s3.send(
      new ListObjectsV2Command({ Bucket: env.bucket, Prefix: 'uploads/~doctor/', MaxKeys: 1 }),
    );
    // Any web server may answer 200; only an S3 names the bucket.
    if (list.Name !== env.bucket) return { ...probe, s3: [notS3(context)] };
    await s3.send(new HeadBucketCommand({ Bucket: env.bucket }));
    return {
      ...probe,
      bucket: [ok('bucket', `${env.bucket} exists, in ${region ?? env.region}`)],
      list: ok(LIST, 'HeadBucket works, which the health check calls'),
    };
  } catch (error) {
    const code = errorName(error);
    const cause = Object.hasOwn(REFUSED_CREDENTIALS, code) ? REFUSED_CREDENTIALS[code] : undefined;
    if (cause !== undefined) return { ...probe, credentials: { detail: code, cause } };
    if (code === 'CredentialsProviderError') return probe;
    if (code === 'RequestTimeTooSkewed') return { ...probe, isSkewed: true };
    const elsewhere = otherRegion(context, error, region);
    if (elsewhere) return { ...probe, bucket: [elsewhere] };
    if (code === 'NoSuchBucket') return { ...probe, bucket: [noBucket(context)] };
    if (httpStatus(error) === 403) return { ...probe, ...(await forbidden(context, code)) };
    return { ...probe, s3: [brokenS3(context, error)] };
  }
}

function notS3(context: Context): Finding {
  return wrong(
    's3',
    `what answers at ${context.env.s3Endpoint ?? 'S3'} does not speak S3`,
    'It may be the console of the server, a proxy, or another program on that port.',
    `curl -si ${context.env.s3Endpoint ?? 'https://s3.amazonaws.com'}`,
  );
}

function brokenS3(context: Context, error: unknown): Finding {
  const why = whyNoAnswer(error);
  const status = httpStatus(error);
  if (why === undefined && (status === undefined || status < 500)) return notS3(context);
  return wrong(
    's3',
    `does not answer a signed request: ${why ?? `${status} ${errorName(error)}`}`,
    'The server is overloaded, broken, or cut off behind what answered before.',
    s3api(context, 'head-bucket'),
  );
}

function noBucket(context: Context): Finding {
  const { env, isAws } = context;
  const place =
    isAws && env.region !== 'us-east-1'
      ? `--create-bucket-configuration LocationConstraint=${env.region}`
      : '';
  return wrong(
    'bucket',
    `there is no bucket ${env.bucket}`,
    'S3_BUCKET is misspelt, the bucket does not exist yet, or it is in another partition or on another server.',
    s3api(context, 'create-bucket', place),
  );
}

function otherRegion({ env }: Context, error: unknown, told: string | null): Finding | undefined {
  const code = errorName(error);
  const status = httpStatus(error);
  const isElsewhere =
    OTHER_REGION.includes(code) ||
    status === 301 ||
    status === 307 ||
    (told !== null && told !== env.region);
  if (!isElsewhere) return undefined;
  const message = error instanceof Error ? error.message : '';
  const region = told ?? /expecting '([^']+)'/.exec(message)?.[1] ?? regionIn(error);
  return wrong(
    'bucket',
    `${env.bucket} is ${region ? `in ${region}` : 'in another region'}, and not in ${env.region}`,
    'Signatures contain the region: S3 refuses one for another region, and browsers follow no redirect of a PUT.',
    setVariable('APP_REGION', region ?? 'REGION'),
  );
}

function regionIn(error: unknown): string | undefined {
  const { Region: region } = (error ?? {}) as { Region?: unknown };
  return typeof region === 'string' ? region : undefined;
}

/** 403 does not tell whether the bucket exists. If another permission works it does, and only the permission to list is missing. */
async function forbidden(context: Context, code: string): Promise<Pick<Probe, 'bucket' | 'list'>> {
  const { env, s3 } = context;
  try {
    // Deleting an object that does not exist needs the permission to delete, which the app has, and changes nothing.
    await s3.send(new DeleteObjectCommand({ Bucket: env.bucket, Key: NEVER_WAS }));
  } catch (error) {
    const { cause, fix } = await explainDenied(context, 's3:ListBucket', '');
    const bucket = wrong(
      'bucket',
      `${env.bucket}: S3 denies every request: ${code} and ${errorName(error)}`,
      `The bucket belongs to another account, or ${cause.charAt(0).toLowerCase()}${cause.slice(1)}`,
      fix,
    );
    return { bucket: [bucket], list: undefined };
  }
  return { bucket: [ok('bucket', `${env.bucket} is there`)], list: await checkHead(context) };
}

async function checkHead(context: Context): Promise<Finding> {
  try {
    await context.s3.send(new HeadBucketCommand({ Bucket: context.env.bucket }));
    return ok(LIST, 'listing it is denied; HeadBucket works, which the health check calls');
  } catch (error) {
    const { cause, fix } = await explainDenied(context, 's3:ListBucket', '');
    return wrong(
      LIST,
      `HeadBucket is refused: ${httpStatus(error) ?? errorName(error)}`,
      `${cause} The health check calls it, so /api/health answers 503 and load balancers send no requests. Without that permission S3 also answers 403 for a missing object.`,
      fix,
    );
  }
}

function checkClock(
  { now }: Context,
  date: string | null,
  sent: number,
  { isSkewed }: Probe,
): Finding {
  const theirs = Date.parse(date ?? '');
  if (Number.isNaN(theirs)) return unknown('clock', 'S3 sends no date');
  const skew = Math.round(((sent + now().getTime()) / 2 - theirs) / 1000);
  const words = `this clock is ${Math.abs(skew)} s ${skew < 0 ? 'behind' : 'ahead of'} S3's`;
  if (Math.abs(skew) <= MAX_SKEW && !isSkewed) return ok('clock', words);
  return wrong(
    'clock',
    words,
    "The app signs its URLs by S3's time nevertheless. Sessions, tokens of the identity provider and times in the audit trail use this clock and are wrong.",
    'sudo timedatectl set-ntp true',
  );
}
