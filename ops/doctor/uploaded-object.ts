// The object after an upload: it can be read back and deleted, and anonymous requests are denied. Also S3's answer for a missing object.
import { httpStatus } from '@/lib/server/aws/aws-errors';
import { s3ImageStorage } from '@/lib/server/aws/s3-image-storage';
import { LIST } from './access';
import { checkAnonymousAccess, explainAnonymousAccess } from './anonymous-access';
import { s3api } from './commands';
import type { Context } from './context';
import { explainDenied, isDenied, refusedTo } from './denials';
import { blocked, type Finding, type Findings, ok, unknown, wrong } from './finding';
import { asServiceSaid, errorName } from './s3-answer';
import { BYTES } from './uploads';

const OF_UPLOAD = ['object.process', 'object.private', 'object.delete'] as const;

/** @param key the key of the doctor's upload; undefined if it failed */
export async function* checkUploadedObject(
  context: Context,
  blocker: string | undefined,
  key: string | undefined,
  earlier: readonly Finding[],
): Findings {
  if (blocker !== undefined) return yield* blocked([...OF_UPLOAD, 'object.missing'], blocker);
  // On AWS, a missing object gets 403 without the permission to list: one fault, one finding.
  const isListed = !earlier.some(({ check, status }) => check === LIST && status === 'wrong');
  if (key === undefined) {
    yield* blocked(OF_UPLOAD, 'upload');
  } else {
    yield await checkProcessing(context, key);
    yield await checkAnonymousAccess(
      context,
      'object.private',
      key,
      explainAnonymousAccess(earlier),
    );
    yield await checkDelete(context, key);
  }
  yield* isListed ? [await checkMissing(context)] : blocked(['object.missing'], LIST);
}

async function checkProcessing(context: Context, key: string): Promise<Finding> {
  const check = 'object.process';
  try {
    const object = await s3ImageStorage(context.s3, context.env.bucket).read(key, 1000);
    if (object && BYTES.equals(Buffer.from(object.bytes)) && object.contentType === 'image/png') {
      return ok(check, 'the app reads back the same bytes');
    }
    return wrong(
      check,
      object
        ? 'other bytes, or another type, come back than were written'
        : 'the upload is missing',
      'A proxy changes what is stored, or browsers use another server than the app.',
      s3api(context, 'head-object', `--key ${key}`),
    );
  } catch (error) {
    const what = { check, what: 'read back the upload', action: 's3:GetObject', keys: 'uploads/*' };
    return refusedTo(context, what, error);
  }
}

async function checkDelete(context: Context, key: string): Promise<Finding> {
  const check = 'object.delete';
  const storage = s3ImageStorage(context.s3, context.env.bucket);
  try {
    await storage.delete([key]);
  } catch (error) {
    const what = { check, what: 'delete the upload', action: 's3:DeleteObject', keys: 'uploads/*' };
    return refusedTo(context, what, error);
  }
  try {
    if (!(await storage.has(key))) return ok(check, 'the upload is deleted');
  } catch (error) {
    return unknown(check, `deleted; S3 does not say whether it still exists: ${errorName(error)}`);
  }
  return wrong(
    check,
    'the upload was deleted, but still exists',
    'A cache in between answers.',
    s3api(context, 'delete-object', `--key ${key}`),
  );
}

/** Callers without the permission to list get 403 for a missing object, so that they cannot tell whether it exists. */
async function checkMissing(context: Context): Promise<Finding> {
  const check = 'object.missing';
  const storage = s3ImageStorage(context.s3, context.env.bucket);
  const key = 'uploads/~doctor/never-was.png';
  try {
    const isThere = (await storage.read(key, 10)) !== null || (await storage.has(key));
    if (!isThere) return ok(check, 'S3 answers a missing object with 404');
  } catch (thrown) {
    const error = asServiceSaid(thrown);
    if (!isDenied(error)) {
      return unknown(
        check,
        `S3 answers a missing object with ${httpStatus(error) ?? ''} ${errorName(error)}`,
      );
    }
    const { cause, fix } = await explainDenied(context, 's3:ListBucket', '');
    return wrong(
      check,
      'S3 answers a missing object with 403, not 404',
      `${cause} Without it S3 does not say that an object is missing, so an upload that never arrived looks like an error.`,
      fix,
    );
  }
  return wrong(
    check,
    'S3 answers for a missing object as if it existed',
    'A proxy replaces errors with a page of its own: the app would mistake that for an upload.',
    s3api(context, 'head-object', `--key ${key}`),
  );
}
