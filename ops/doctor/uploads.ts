// An upload with a URL as the app signs it, and every other PUT that S3 must refuse for such a URL.
import { createHash } from 'node:crypto';
import { s3UrlSigner } from '@/lib/server/aws/s3-url-signer';
import { URL_LIFETIME_SECONDS } from '@/lib/shared/upload-policy';
import { newKey } from './cleanup';
import type { Context } from './context';
import { CORS_ANSWER, checkCorsAnswer } from './cors-answer';
import { blocked, type Finding, type Findings, ok, unknown, wrong } from './finding';
import { explainRefusedPut } from './refused-put';
import { askS3, inWords, isRefusal, type S3Answer } from './s3-answer';

export const BYTES = Buffer.from('a few bytes of the doctor');
const TYPE = 'image/png';

const REFUSALS = [
  'upload.wrong-type',
  'upload.wrong-length',
  'upload.wrong-checksum',
  'upload.without-headers',
  'upload.expired',
  'upload.forged',
  'upload.twice',
] as const;
const CHECKS = ['upload', ...CORS_ANSWER, ...REFUSALS] as const;

interface SignedPut {
  key: string;
  url: string;
  headers: Record<string, string>;
}

/** @returns the key of the upload; undefined if it failed */
export async function* checkUploads(
  context: Context,
  blocker: string | undefined,
  corsBlocker: string | undefined,
): Findings<string | undefined> {
  if (blocker !== undefined) {
    yield* blocked(CHECKS, blocker);
    return undefined;
  }
  const signed = await sign(context);
  const answer = await put(context, signed, {});
  if (answer.status < 200 || answer.status > 299) {
    yield await refusedUpload(context, answer);
    yield* blocked(CHECKS.slice(1), 'upload');
    return undefined;
  }
  yield ok('upload', `${BYTES.length} bytes with a URL that signs type, length and checksum`);
  yield* await checkCorsAnswer(context, answer, corsBlocker);
  yield* await refusals(context);
  yield twice(context, await put(context, signed, {}), answer.headers.has('x-amz-version-id'));
  return signed.key;
}

async function sign(context: Context, secondsAgo = 0): Promise<SignedPut> {
  const { s3ForBrowsers, env, now } = context;
  const clock = { now: () => new Date(now().getTime() - secondsAgo * 1000) };
  const key = newKey(context, 'uploads');
  const sha256 = createHash('sha256').update(BYTES).digest('base64');
  const signer = s3UrlSigner(s3ForBrowsers, env.bucket, clock);
  const upload = { key, contentType: TYPE, size: BYTES.length, sha256 } as const;
  return { key, ...(await signer.presignPut(upload)) };
}

/** Sends it as a browser does from a page of the app. */
async function put(
  context: Context,
  { url, headers }: Pick<SignedPut, 'url' | 'headers'>,
  changed: { headers?: Record<string, string>; body?: Buffer },
): Promise<S3Answer> {
  const { appOrigin } = context;
  return askS3(context, url, {
    method: 'PUT',
    headers: { ...(changed.headers ?? headers), ...(appOrigin && { origin: appOrigin }) },
    body: new Uint8Array(changed.body ?? BYTES),
  });
}

async function refusals(context: Context): Promise<Finding[]> {
  const [type, length, checksum, without, expired, forged] = REFUSALS;
  const attempt = async (
    check: string,
    change: (signed: SignedPut) => {
      url?: string;
      headers?: Record<string, string>;
      body?: Buffer;
    },
    words: { refused: string; cause: string },
    secondsAgo = 0,
  ) => {
    const signed = await sign(context, secondsAgo);
    const { url = signed.url, ...changed } = change(signed);
    return verdict(context, check, await put(context, { ...signed, url }, changed), words);
  };
  const otherType = { 'content-type': 'text/html' };
  const otherBytes = Buffer.from(BYTES).reverse();
  return Promise.all([
    attempt(type, ({ headers }) => ({ headers: { ...headers, ...otherType } }), {
      refused: 'another type than the signed one',
      cause: 'Any file could be stored as a photo.',
    }),
    attempt(length, () => ({ body: Buffer.concat([BYTES, BYTES]) }), {
      refused: 'another length than the signed one',
      cause: 'A file of any size could be stored.',
    }),
    attempt(checksum, () => ({ body: otherBytes }), {
      refused: 'other bytes than the signed checksum',
      cause: 'A body that was damaged in transit would be stored.',
    }),
    attempt(without, () => ({ headers: { 'content-type': TYPE } }), {
      refused: 'a PUT without the signed headers',
      cause: 'A URL could be used without its signed headers: checksum and If-None-Match.',
    }),
    attempt(
      expired,
      () => ({}),
      {
        refused: 'a URL that has expired',
        cause: `A URL must expire after ${URL_LIFETIME_SECONDS} s. Either the server ignores its age, or the clock is wrong.`,
      },
      URL_LIFETIME_SECONDS + 60,
    ),
    attempt(forged, ({ url }) => ({ url: forge(url) }), {
      refused: 'a URL whose signature was changed',
      cause:
        'The server checks no signatures, or is publicly writable: anyone with its address can store anything.',
    }),
  ]);
}

function forge(url: string): string {
  return url.replace(
    /(X-Amz-Signature=)(.)/,
    (_, name, first) => `${name}${first === '0' ? '1' : '0'}`,
  );
}

function verdict(
  context: Context,
  check: string,
  answer: S3Answer,
  { refused, cause }: { refused: string; cause: string },
): Finding {
  if (isRefusal(answer)) return ok(check, `${refused}: refused, ${answer.status} ${answer.code}`);
  if (answer.status < 200 || answer.status > 299) {
    return unknown(check, `${refused}: ${inWords(answer)}`);
  }
  if (check === 'upload.wrong-checksum' && !context.isAws) {
    return unknown(
      check,
      `${refused}: taken`,
      'This server ignores x-amz-checksum-sha256, like Ceph RGW. The app compares it when it processes the upload, so no damaged photo is shown.',
    );
  }
  return wrong(check, `${refused}: taken, ${answer.status}`, cause, whereToLook(context));
}

/** Either a server that does not check accepts such a PUT, or a proxy that signs requests again: its headers show which. */
function whereToLook({ env }: Context): string {
  if (env.s3PublicEndpoint !== env.s3Endpoint) return 'unset S3_PUBLIC_ENDPOINT';
  return `curl -sI ${env.s3Endpoint ?? `https://${env.bucket}.s3.${env.region}.amazonaws.com`}`;
}

/** @param isVersioned true if the bucket has versioning */
function twice(context: Context, answer: S3Answer, isVersioned: boolean): Finding {
  const check = 'upload.twice';
  const what = 'a second PUT to the same key';
  if (answer.status === 412 || answer.status === 409) {
    return ok(check, `${what}: refused, ${answer.status}`);
  }
  if (answer.status < 200 || answer.status > 299)
    return unknown(check, `${what}: ${inWords(answer)}`);
  if (isVersioned && !context.isAws) {
    return unknown(
      check,
      `${what}: taken`,
      'This bucket has versioning, with which Ceph RGW ignores If-None-Match. The app processes an upload once, so a later one is not shown.',
    );
  }
  return wrong(
    check,
    `${what}: taken`,
    'If-None-Match is ignored, so a leaked URL can replace an upload until it expires.',
    whereToLook(context),
  );
}

async function refusedUpload(context: Context, answer: S3Answer): Promise<Finding> {
  const { cause, fix } = await explainRefusedPut(context, answer);
  return wrong('upload', `PUT by a presigned URL: ${inWords(answer)}`, cause, fix);
}
