// The address of the bucket for browsers, if it differs from the app's: whether it is the same store.
import { randomBytes } from 'node:crypto';
import type { S3Client } from '@aws-sdk/client-s3';
import { s3UrlSigner } from '@/lib/server/aws/s3-url-signer';
import { bucketUrl } from './bucket-url';
import { newKey } from './cleanup';
import type { Context } from './context';
import { blocked, type Finding, ok, unknown, wrong } from './finding';
import { sendRequest } from './network';
import { askS3, inWords, type S3Answer } from './s3-answer';

const CHECK = 's3-browser';
const TYPE = 'image/png';

/**
 * Writes random bytes through each address and reads them through the other, with URLs as the app signs them. A refusal at both
 * addresses is the fault of another check.
 * @param blocker the check to fix before any URL can be signed
 */
export async function checkBrowserAddress(
  context: Context,
  blocker: string | undefined,
): Promise<Finding> {
  const { env, s3, s3ForBrowsers } = context;
  if (env.s3PublicEndpoint === env.s3Endpoint) return ok(CHECK, 'browsers use the same address');
  const url = await bucketUrl(s3ForBrowsers, env.bucket);
  const reached = await sendRequest(context, url.href, { method: 'HEAD' });
  if ('why' in reached) {
    return wrong(
      CHECK,
      `${url.origin} does not answer: ${reached.why}`,
      'URLs for browsers point to S3_PUBLIC_ENDPOINT.',
      `curl -v ${url.href}`,
    );
  }
  const [untried] = blocked([CHECK], blocker ?? '');
  if (blocker !== undefined && untried) return untried;

  const put = await putBytes(context, s3);
  const expected = await getBytes(context, s3, put.key);
  const read = await getBytes(context, s3ForBrowsers, put.key);
  if (!isSameAnswer(read, expected)) {
    return anotherStore(
      context,
      `reads ${describeAnswer(read)} where S3_ENDPOINT reads ${describeAnswer(expected)}`,
      read,
    );
  }
  const putThere = await putBytes(context, s3ForBrowsers);
  // Another check explains a refusal by S3 itself.
  if (!isTaken(putThere.answer) && putThere.answer.code === '' && isTaken(put.answer)) {
    return anotherStore(context, `answers a PUT with ${inWords(putThere.answer)}`, putThere.answer);
  }
  if (isTaken(putThere.answer)) {
    const back = await getBytes(context, s3, putThere.key);
    if (back.status !== 403 && !putThere.bytes.equals(back.body)) {
      const seen = `accepts a PUT, after which S3_ENDPOINT reads ${describeAnswer(back)}`;
      return anotherStore(context, seen, putThere.answer);
    }
  }
  if (expected.status !== 200) {
    return unknown(CHECK, `${url.origin} answers as S3_ENDPOINT does: ${inWords(expected)}`);
  }
  return ok(CHECK, `browsers reach the same store at ${url.origin}`);
}

interface Put {
  key: string;
  bytes: Buffer;
  answer: S3Answer;
}

async function putBytes(context: Context, client: S3Client): Promise<Put> {
  const { env } = context;
  const key = newKey(context, 'uploads');
  const bytes = randomBytes(24);
  const signer = s3UrlSigner(client, env.bucket, context);
  const upload = { key, contentType: TYPE, size: bytes.length, sha256: null } as const;
  const { url, headers } = await signer.presignPut(upload);
  const body = new Uint8Array(bytes);
  return { key, bytes, answer: await askS3(context, url, { method: 'PUT', headers, body }) };
}

async function getBytes(context: Context, client: S3Client, key: string): Promise<S3Answer> {
  return askS3(context, await s3UrlSigner(client, context.env.bucket, context).presignGet(key));
}

function isTaken({ status }: S3Answer): boolean {
  return status >= 200 && status <= 299;
}

function isSameAnswer(one: S3Answer, other: S3Answer): boolean {
  const header = (name: string) => one.headers.get(name) === other.headers.get(name);
  if (one.status !== other.status || one.code !== other.code) return false;
  return (
    one.status !== 200 || (one.body.equals(other.body) && header('content-type') && header('etag'))
  );
}

/** Describes an answer, without its bytes. */
function describeAnswer(answer: S3Answer): string {
  const type = answer.headers.get('content-type') ?? 'no type';
  return answer.status === 200 ? `${answer.body.length} bytes (${type})` : inWords(answer);
}

async function anotherStore(context: Context, seen: string, answer: S3Answer): Promise<Finding> {
  const { href, origin } = await bucketUrl(context.s3ForBrowsers, context.env.bucket);
  return wrong(
    CHECK,
    `${origin} is not the store of S3_ENDPOINT: it ${seen}`,
    whatAnswers(answer),
    `curl -si ${href}   # Server, Via and Location name what answers: S3_PUBLIC_ENDPOINT must be an address of the store of S3_ENDPOINT`,
  );
}

function whatAnswers({ status, code, headers }: S3Answer): string {
  if (code === 'SignatureDoesNotMatch') {
    return 'An S3 answers there and refuses the signature: a proxy changes Host or path, or it is another store with other keys.';
  }
  if (code !== '') {
    return 'An S3 answers there, but it is another store, or it refuses requests at that address.';
  }
  if (status >= 300 && status <= 399) {
    return `The server there redirects browsers to ${headers.get('location') ?? 'nowhere'}: a sign-in page, a captive portal, or a proxy from http to https.`;
  }
  return 'The server there is not this S3: it may be a captive portal, a sign-in page, a proxy, a cache, or another program on that port.';
}
