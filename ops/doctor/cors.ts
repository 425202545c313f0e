// CORS preflights as a browser sends them before an upload: from the app's origin, one for each header of the client.
// https://fetch.spec.whatwg.org/#cors-preflight-fetch
import type { CORSRule } from '@aws-sdk/client-s3';
import { bucketUrl } from './bucket-url';
import type { Context } from './context';
import {
  allowsAnyOriginPut,
  corsCommand,
  FOREIGN_ORIGIN,
  isOriginUnknown,
  readRules,
  whyRefused,
} from './cors-rules';
import { blocked, type Finding, type Findings, firstWrong, ok, unknown, wrong } from './finding';
import { askS3, inWords, type S3Answer } from './s3-answer';

/** The headers of an upload that need a preflight. */
const SENT = ['content-type', 'if-none-match', 'x-amz-checksum-sha256'] as const;
const PER_HEADER = SENT.map((header) => `cors.${header}`);
const TOGETHER = ['cors.together', 'cors.max-age'];
const CHECKS = ['cors', ...PER_HEADER, ...TOGETHER, 'cors.get', 'cors.foreign-origin'];

/** @param blocker the check to fix before any preflight can be sent */
export async function* checkCors(context: Context, blocker: string | undefined): Findings {
  const { appOrigin } = context;
  if (blocker !== undefined) return yield* blocked(CHECKS, blocker);
  if (appOrigin === undefined) return yield* blocked(CHECKS, 'variables.NEXTAUTH_URL');
  const rules = await readRules(context);
  const fixCommand = corsCommand(context, appOrigin, rules);
  const put = refusalOf(await preflight(context, appOrigin, 'PUT'), appOrigin, 'PUT', []);
  if (put !== undefined) {
    const cause = whyRefused(appOrigin, 'PUT', rules);
    yield wrong('cors', `${appOrigin} may not PUT: ${put}`, cause, fixCommand);
    yield* blocked([...PER_HEADER, ...TOGETHER], 'cors');
  } else {
    yield ok('cors', `${appOrigin} may PUT`);
    const headers = await Promise.all(
      SENT.map((header) => checkHeader(context, appOrigin, header, fixCommand)),
    );
    yield* headers;
    yield* await checkTogether(context, appOrigin, rules, firstWrong(headers), fixCommand);
  }
  yield* put !== undefined && isOriginUnknown(appOrigin, rules)
    ? blocked(['cors.get'], 'cors')
    : [await checkGet(context, appOrigin, fixCommand)];
  yield await checkStranger(context, appOrigin, rules);
}

async function checkHeader(context: Context, origin: string, header: string, fixCommand: string) {
  const answer = await preflight(context, origin, 'PUT', [header]);
  const refusal = refusalOf(answer, origin, 'PUT', [header]);
  if (refusal === undefined) return ok(`cors.${header}`, 'may be sent');
  return wrong(
    `cors.${header}`,
    `may not be sent: ${refusal}`,
    'AllowedHeaders of the rule lacks it, so the browser never sends the PUT and shows a CORS error.',
    fixCommand,
  );
}

/** A preflight names all headers, and one rule must allow them all. Browsers cache the response for the rule's MaxAgeSeconds. */
async function checkTogether(
  context: Context,
  origin: string,
  rules: CORSRule[] | null,
  blocker: string | undefined,
  fixCommand: string,
): Promise<Finding[]> {
  if (blocker !== undefined) return blocked(TOGETHER, blocker);
  const answer = await preflight(context, origin, 'PUT', [...SENT]);
  const refusal = refusalOf(answer, origin, 'PUT', [...SENT]);
  if (refusal === undefined) {
    return [
      ok('cors.together', 'one rule allows all three headers'),
      checkMaxAge(context, answer, rules, fixCommand),
    ];
  }
  const together = wrong(
    'cors.together',
    `not all three headers at once: ${refusal}`,
    'A rule allows each of them, but no rule allows them all.',
    fixCommand,
  );
  return [together, ...blocked(['cors.max-age'], 'cors.together')];
}

/** https://fetch.spec.whatwg.org/#http-access-control-max-age */
function checkMaxAge(
  context: Context,
  { headers }: S3Answer,
  rules: CORSRule[] | null,
  fixCommand: string,
): Finding {
  const check = 'cors.max-age';
  const told = headers.get('access-control-max-age');
  const seconds = Number(told);
  if (seconds > 0) return ok(check, `browsers cache a preflight for ${seconds} s`);
  const detail =
    told === null ? 'the preflight has no Access-Control-Max-Age' : `the preflight says ${told}`;
  if (!context.isAws && !rules?.length) {
    return unknown(check, detail, 'This server has no CORS rules of buckets.');
  }
  return wrong(
    check,
    detail,
    'MaxAgeSeconds of the rule is missing or 0, so a repeated upload waits for another preflight.',
    fixCommand,
  );
}

async function checkGet(context: Context, origin: string, fixCommand: string): Promise<Finding> {
  const refusal = refusalOf(await preflight(context, origin, 'GET'), origin, 'GET', []);
  if (refusal === undefined) return ok('cors.get', `${origin} may GET`);
  return wrong(
    'cors.get',
    `${origin} may not GET: ${refusal}`,
    'AllowedMethods of the rule lacks GET, so scripts of the page cannot read a photo.',
    fixCommand,
  );
}

async function checkStranger(
  context: Context,
  origin: string,
  rules: CORSRule[] | null,
): Promise<Finding> {
  const answer = await preflight(context, FOREIGN_ORIGIN, 'PUT');
  if (refusalOf(answer, FOREIGN_ORIGIN, 'PUT', []) !== undefined) {
    return ok('cors.foreign-origin', 'pages of others may not PUT');
  }
  const told = answer.headers.get('access-control-allow-origin');
  return wrong(
    'cors.foreign-origin',
    `pages of any origin may PUT: ${FOREIGN_ORIGIN} was answered ${told}`,
    `AllowedOrigins holds a \`*\`. Any page can then use a URL that has leaked. The command removes each such rule, also for others who need it: ask them first.`,
    corsCommand(context, origin, rules, rules?.filter(allowsAnyOriginPut)),
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

/** Returns why a browser stops after this response; undefined if it continues. */
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
  if (told !== '*' && told !== origin) return `the allowed origin is ${told ?? 'of none'}`;
  // GET needs no permission of the preflight.
  const methods = list('methods');
  if (method !== 'GET' && !methods.includes(method.toLowerCase()) && !methods.includes('*')) {
    return `the allowed methods are ${allowed('methods') ?? 'of none'}`;
  }
  const names = list('headers');
  const missing = headers.filter((header) => !names.includes(header) && !names.includes('*'));
  return missing.length === 0 ? undefined : `the allowed headers lack ${missing.join(', ')}`;
}
