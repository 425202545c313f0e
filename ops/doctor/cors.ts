// What a browser asks before it uploads: preflights from the app's own origin, one for each header that the client sends.
// https://fetch.spec.whatwg.org/#cors-preflight-fetch
import { type CORSRule, GetBucketCorsCommand } from '@aws-sdk/client-s3';
import { corsFor } from '@/local/provision';
import { readSetting } from './bucket-settings';
import { bucketUrl } from './bucket-url';
import { quote, s3api } from './commands';
import type { Context } from './context';
import { blocked, type Finding, firstWrong, ok, wrong } from './finding';
import { askS3, inWords, type S3Answer } from './s3-answer';

/** The headers that uploads carry and browsers ask for first. */
const SENT = ['content-type', 'if-none-match', 'x-amz-checksum-sha256'] as const;
const PER_HEADER = SENT.map((header) => `cors.${header}`);
const CHECKS = ['cors', ...PER_HEADER, 'cors.together', 'cors.get', 'cors.foreign-origin'];

const STRANGER = 'https://stranger.invalid';

export async function checkCors(
  context: Context,
  blocker: string | undefined,
): Promise<Finding[]> {
  const { appOrigin } = context;
  if (blocker !== undefined) return blocked(CHECKS, blocker);
  if (appOrigin === undefined) return blocked(CHECKS, 'variables.NEXTAUTH_URL');
  const rules = await readRules(context);
  const mend = corsCommand(context, appOrigin, rules);
  const put = refusalOf(await preflight(context, appOrigin, 'PUT'), appOrigin, 'PUT', []);
  if (put !== undefined) {
    const cause = whyRefused(appOrigin, 'PUT', rules);
    return [
      wrong('cors', `${appOrigin} may not PUT: ${put}`, cause, mend),
      ...blocked([...PER_HEADER, 'cors.together'], 'cors'),
      ...(isOriginUnknown(appOrigin, rules)
        ? blocked(['cors.get'], 'cors')
        : [await checkGet(context, appOrigin, mend)]),
      await checkStranger(context, mend),
    ];
  }
  const headers = await Promise.all(SENT.map((header) => checkHeader(context, appOrigin, header, mend)));
  return [
    ok('cors', `${appOrigin} may PUT`),
    ...headers,
    await checkTogether(context, appOrigin, firstWrong(headers), mend),
    await checkGet(context, appOrigin, mend),
    await checkStranger(context, mend),
  ];
}

async function checkHeader(context: Context, origin: string, header: string, mend: string) {
  const answer = await preflight(context, origin, 'PUT', [header]);
  const refusal = refusalOf(answer, origin, 'PUT', [header]);
  if (refusal === undefined) return ok(`cors.${header}`, 'may be sent');
  return wrong(
    `cors.${header}`,
    `may not be sent: ${refusal}`,
    'AllowedHeaders of the rule lacks it, so the browser never sends the PUT and shows a CORS error.',
    mend,
  );
}

/** A browser asks for all of them at once, and one rule has to allow them all. */
async function checkTogether(
  context: Context,
  origin: string,
  blocker: string | undefined,
  mend: string,
): Promise<Finding> {
  const [finding] = blocked(['cors.together'], blocker ?? '');
  if (blocker !== undefined && finding) return finding;
  const answer = await preflight(context, origin, 'PUT', [...SENT]);
  const refusal = refusalOf(answer, origin, 'PUT', [...SENT]);
  if (refusal === undefined) return ok('cors.together', 'one rule allows all three headers');
  return wrong(
    'cors.together',
    `not all three headers at once: ${refusal}`,
    'Each is allowed by some rule, and no rule allows them all.',
    mend,
  );
}

async function checkGet(context: Context, origin: string, mend: string): Promise<Finding> {
  const refusal = refusalOf(await preflight(context, origin, 'GET'), origin, 'GET', []);
  if (refusal === undefined) return ok('cors.get', `${origin} may GET`);
  return wrong(
    'cors.get',
    `${origin} may not GET: ${refusal}`,
    'AllowedMethods of the rule lacks GET, so scripts of the page cannot read a picture.',
    mend,
  );
}

async function checkStranger(context: Context, mend: string): Promise<Finding> {
  const answer = await preflight(context, STRANGER, 'PUT');
  if (refusalOf(answer, STRANGER, 'PUT', []) !== undefined) {
    return ok('cors.foreign-origin', 'pages of others may not PUT');
  }
  const told = answer.headers.get('access-control-allow-origin');
  return wrong(
    'cors.foreign-origin',
    `pages of any origin may PUT: ${STRANGER} was answered ${told}`,
    'AllowedOrigins holds a `*`. Whoever gets hold of a URL can then use it from any page.',
    mend,
  );
}

async function preflight(
  context: Context,
  origin: string,
  method: string,
  headers: string[] = [],
): Promise<S3Answer> {
  const url = await bucketUrl(context.s3ForBrowsers, context.env.bucket);
  return askS3(context, `${url.href.replace(/\/$/, '')}/uploads/~doctor/preflight`, {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': method,
      ...(headers.length > 0 && { 'access-control-request-headers': headers.join(',') }),
    },
  });
}

/** Why a browser would stop after this answer; undefined if it would go on. */
function refusalOf(
  answer: S3Answer,
  origin: string,
  method: string,
  headers: string[],
): string | undefined {
  if (answer.status < 200 || answer.status > 299) return inWords(answer);
  const allowed = (name: string) => answer.headers.get(`access-control-allow-${name}`);
  const list = (name: string) => (allowed(name) ?? '').toLowerCase().split(/\s*,\s*/);
  const told = allowed('origin');
  if (told !== '*' && told !== origin) return `it is told the origin ${told ?? 'of none'}`;
  // GET needs no leave of its own.
  const methods = list('methods');
  if (method !== 'GET' && !methods.includes(method.toLowerCase()) && !methods.includes('*')) {
    return `it is told the methods ${allowed('methods') ?? 'of none'}`;
  }
  const names = list('headers');
  const missing = headers.filter((header) => !names.includes(header) && !names.includes('*'));
  return missing.length === 0 ? undefined : `it is not told ${missing.join(', ')}`;
}

/** The rules as they are; null where they cannot be read. */
async function readRules(context: Context): Promise<CORSRule[] | null> {
  const setting = await readSetting('cors', 'NoSuchCORSConfiguration', async () => {
    const { CORSRules: rules = [] } = await context.s3.send(
      new GetBucketCorsCommand({ Bucket: context.env.bucket }),
    );
    return rules;
  });
  return 'unread' in setting ? null : (setting.value ?? []);
}

function originsOf(rules: CORSRule[] | null): string[] {
  return rules?.flatMap(({ AllowedOrigins: origins = [] }) => origins) ?? [];
}

function matches(pattern: string, origin: string): boolean {
  const [start = '', end] = pattern.split('*');
  return end === undefined ? pattern === origin : origin.startsWith(start) && origin.endsWith(end);
}

function isOriginUnknown(origin: string, rules: CORSRule[] | null): boolean {
  return !originsOf(rules).some((pattern) => matches(pattern, origin));
}

function whyRefused(origin: string, method: string, rules: CORSRule[] | null): string {
  if (rules === null) return 'No CORS rule of the bucket allows it; this identity may not read the rules.';
  if (rules.length === 0) return 'The bucket has no CORS rules.';
  const origins = originsOf(rules);
  if (!isOriginUnknown(origin, rules)) {
    return `AllowedMethods of the rule for this origin lacks ${method}, or an earlier rule answers in its place.`;
  }
  const slash = origins.find((one) => one.replace(/\/+$/, '') === origin);
  if (slash) return `AllowedOrigins has "${slash}": an origin ends without a slash.`;
  const { host, hostname } = new URL(origin);
  const scheme = origins.find((one) => one.endsWith(`://${host}`));
  if (scheme) return `AllowedOrigins has "${scheme}": the scheme is part of the origin.`;
  const port = origins.find((one) => URL.canParse(one) && new URL(one).hostname === hostname);
  if (port) return `AllowedOrigins has "${port}": the port is part of the origin.`;
  const upper = origins.find((one) => one.toLowerCase() === origin);
  if (upper) return `AllowedOrigins has "${upper}": browsers send origins in lower case.`;
  return `AllowedOrigins has ${origins.map((one) => `"${one}"`).join(', ')}, and not this one.`;
}

/** All rules as they should be, ours first: S3 takes them as one document, and those of others stay. */
function corsCommand(context: Context, origin: string, rules: CORSRule[] | null): string {
  const ours = corsFor([origin]).CORSRules ?? [];
  const previous = (rules ?? []).filter(({ ID: id }) => ours.some((rule) => rule.ID === id));
  const origins = new Set([origin, ...originsOf(previous).filter(isWellFormed)]);
  const others = (rules ?? [])
    .filter((rule) => !previous.includes(rule))
    .filter(({ AllowedOrigins: allowed = [] }) => !allowed.includes('*'));
  const document = {
    CORSRules: [...ours.map((rule) => ({ ...rule, AllowedOrigins: [...origins] })), ...others],
  };
  const command = s3api(context, 'put-bucket-cors', `--cors-configuration ${quote(JSON.stringify(document))}`);
  return rules === null ? `${command}   # replaces all rules of the bucket` : command;
}

function isWellFormed(pattern: string): boolean {
  const url = pattern.replace('*', 'x');
  return pattern !== '*' && URL.canParse(url) && new URL(url).origin === url;
}
