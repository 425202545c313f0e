// An object under `profiles/`, as the app writes and serves validated images. Written only if it can be deleted again.
import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { s3ImageStorage } from '@/lib/server/aws/s3-image-storage';
import { s3UrlSigner } from '@/lib/server/aws/s3-url-signer';
import { checkAnonymousAccess, explainAnonymousAccess } from './anonymous-access';
import { newKey } from './cleanup';
import { s3api } from './commands';
import type { Context } from './context';
import { explainDenied, isDenied, refusedTo } from './denials';
import { blocked, type Finding, type Findings, ok, unknown, wrong } from './finding';
import { askS3, errorName, inWords } from './s3-answer';
import { BYTES } from './uploads';

const CHECKS = ['object.sweep', 'object.proven', 'object.get', 'object.proven-private'] as const;
const [SWEEP, PROVEN, GET, PRIVATE] = CHECKS;

/**
 * @param earlier the failed checks on `uploads/`: the same refusal here has the same cause and gets no finding
 * @returns the key of the object until the doctor ends; undefined if it could not be written
 */
export async function* checkValidatedObject(
  context: Context,
  blocker: string | undefined,
  earlier: readonly Finding[],
): Findings<string | undefined> {
  if (blocker !== undefined) {
    yield* blocked(CHECKS, blocker);
    return undefined;
  }
  const isWrong = (check: string) =>
    earlier.some((finding) => finding.check === check && finding.status === 'wrong');
  const { s3, env } = context;
  const key = newKey(context, 'profiles');
  const mayNot = await whyNotDeleted(context, key);
  if (mayNot !== undefined) {
    context.writtenKeys.delete(key);
    const cause =
      'That is right if a separate function sweeps; to run `npm run sweep` or serve /api/cron/sweep, s3:DeleteObject is needed.';
    yield unknown(SWEEP, `this identity may not delete under profiles/: ${mayNot}`, cause);
    yield* CHECKS.slice(1).map((check) => unknown(check, 'skipped: it could not be deleted again'));
    return undefined;
  }
  yield ok(SWEEP, 'this identity may delete under profiles/');
  try {
    await s3ImageStorage(s3, env.bucket).write(key, BYTES, 'image/webp');
  } catch (error) {
    if (isDenied(error) && isWrong('upload')) {
      yield* blocked(CHECKS.slice(1), 'upload');
      return undefined;
    }
    const what = {
      check: PROVEN,
      what: 'write under profiles/',
      action: 's3:PutObject',
      keys: 'profiles/*',
    };
    yield await refusedTo(context, what, error);
    yield* blocked(CHECKS.slice(2), PROVEN);
    return undefined;
  }
  yield ok(PROVEN, 'the app writes under profiles/');
  yield await checkGet(context, key, isWrong('object.process'));
  yield await checkAnonymousAccess(context, PRIVATE, key, explainAnonymousAccess(earlier));
  return key;
}

/** Deleting an object that does not exist needs the permission, and changes nothing. */
async function whyNotDeleted({ s3, env }: Context, key: string): Promise<string | undefined> {
  try {
    await s3.send(new DeleteObjectCommand({ Bucket: env.bucket, Key: key }));
    return undefined;
  } catch (error) {
    return errorName(error);
  }
}

async function checkGet(context: Context, key: string, isReadDenied: boolean): Promise<Finding> {
  const { s3ForBrowsers, env, now } = context;
  const url = await s3UrlSigner(s3ForBrowsers, env.bucket, { now }).presignGet(key);
  const answer = await askS3(context, url);
  if (answer.status === 200 && BYTES.equals(answer.body))
    return ok(GET, 'a presigned URL shows it');
  if (answer.status === 403 && isReadDenied)
    return unknown(GET, 'skipped: fix object.process first');
  const detail = `a presigned GET: ${answer.status === 200 ? 'other bytes than were written' : inWords(answer)}`;
  if (answer.code === 'AccessDenied') {
    const { cause, fix } = await explainDenied(context, 's3:GetObject', 'profiles/*');
    return wrong(GET, detail, `The image does not display. ${cause}`, fix);
  }
  return wrong(
    GET,
    detail,
    'The image does not display: something between browser and S3 changes the request or the response, or its storage class requires a restore first.',
    s3api(context, 'head-object', `--key ${key}`),
  );
}
