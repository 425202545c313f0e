// Reading back, keeping strangers out, and deleting: what the app does with objects once they are there.
import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { httpStatus } from '@/lib/server/aws/aws-errors';
import { s3ImageStorage } from '@/lib/server/aws/s3-image-storage';
import { s3UrlSigner } from '@/lib/server/aws/s3-url-signer';
import { bucketUrl } from './bucket-url';
import { grant, s3api } from './commands';
import type { Context } from './context';
import { blocked, type Finding, ok, unknown, wrong } from './finding';
import { askS3, errorName, inWords, isRefusal } from './s3-answer';
import { newKey } from './traces';
import { BYTES } from './uploads';

const OF_UPLOAD = ['object.settle', 'object.private'] as const;
const PROVEN = ['object.proven', 'object.get', 'object.proven-private'] as const;

/** The upload as the app settles it: read by the app, and closed to everybody else. */
export async function checkUploaded(
  context: Context,
  blocker: string | undefined,
  key: string | undefined,
): Promise<Finding[]> {
  if (blocker !== undefined) return blocked([...OF_UPLOAD, 'object.missing', 'object.delete'], blocker);
  const missing = await checkMissing(context);
  if (key === undefined) return [...blocked(OF_UPLOAD, 'upload'), missing, ...blocked(['object.delete'], 'upload')];
  const settle = await checkSettle(context, key);
  const closed = await checkClosed(context, 'object.private', key);
  return [settle, closed, missing, await checkDelete(context, key)];
}

async function checkSettle(context: Context, key: string): Promise<Finding> {
  const check = 'object.settle';
  try {
    const object = await s3ImageStorage(context.s3, context.env.bucket).read(key, 1000);
    if (object && BYTES.equals(Buffer.from(object.bytes)) && object.contentType === 'image/png') {
      return ok(check, 'the app reads the upload back, byte for byte');
    }
    return wrong(
      check,
      object ? 'the app reads back other bytes, or another type, than were put' : 'what was put is not there',
      'Something between changes what is stored, or browsers are sent to another server than the app asks.',
      s3api(context, 'head-object', `--key ${key}`),
    );
  } catch (error) {
    return lacksRight(context, check, 'read the upload back', error, 's3:GetObject', 'uploads/*');
  }
}

/** To everybody without a signature the bucket is shut: one object, the list, and putting. */
async function checkClosed(context: Context, check: string, key: string): Promise<Finding> {
  const root = (await bucketUrl(context.s3ForBrowsers, context.env.bucket)).href.replace(/\/$/, '');
  const isProven = key.startsWith('profiles/');
  const planted = newKey(context, 'uploads');
  const attempts = [
    ['read', await askS3(context, `${root}/${key}`)],
    ...(isProven
      ? []
      : ([
          ['list', await askS3(context, `${root}?list-type=2&max-keys=1`)],
          ['put', await askS3(context, `${root}/${planted}`, { method: 'PUT', body: 'x' })],
        ] as const)),
  ] as const;
  const open = attempts.filter(([, { status }]) => status >= 200 && status <= 299).map(([what]) => what);
  if (open.length > 0) {
    return wrong(
      check,
      `anybody may ${open.join(' and ')} without a signature`,
      `A policy, an ACL or the server opens ${isProven ? 'profiles/' : 'the bucket'} to everybody.`,
      s3api(context, 'put-public-access-block', '--public-access-block-configuration BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true'),
    );
  }
  const unclear = attempts.find(([, answer]) => !isRefusal(answer));
  if (unclear) return unknown(check, `without a signature: ${inWords(unclear[1])}`);
  return ok(check, 'without a signature nobody gets in');
}

/** S3 hides from those who may not list whether an object is there. */
async function checkMissing(context: Context): Promise<Finding> {
  const check = 'object.missing';
  const storage = s3ImageStorage(context.s3, context.env.bucket);
  const key = 'uploads/~doctor/never-was.png';
  try {
    const there = (await storage.read(key, 10)) !== null || (await storage.has(key));
    if (!there) return ok(check, 'a missing object is answered 404');
    return wrong(
      check,
      'a missing object is answered as if it were there',
      'A website or a proxy answers errors with a page of its own: the app would take that for an upload.',
      s3api(context, 'get-bucket-website'),
    );
  } catch (error) {
    if (httpStatus(error) === 403) {
      return wrong(
        check,
        'a missing object is answered 403, not 404',
        'Without the right s3:ListBucket S3 does not tell that an object is missing: an upload that failed looks like a fault of ours.',
        grant(context, ['s3:ListBucket'], [`arn:aws:s3:::${context.env.bucket}`]),
      );
    }
    return unknown(check, `a missing object is answered ${httpStatus(error) ?? ''} ${errorName(error)}`);
  }
}

async function checkDelete(context: Context, key: string): Promise<Finding> {
  const check = 'object.delete';
  const storage = s3ImageStorage(context.s3, context.env.bucket);
  try {
    await storage.delete([key]);
    if (!(await storage.has(key))) return ok(check, 'the upload is deleted, and gone');
    return wrong(check, 'the upload was deleted, and is still there', 'Something caches between, or the server lies.', s3api(context, 'delete-object', `--key ${key}`));
  } catch (error) {
    return lacksRight(context, check, 'delete the upload', error, 's3:DeleteObject', 'uploads/*');
  }
}

/** What stands under `profiles/` while the doctor is there; undefined where it could not or may not stand. */
export interface Proven {
  findings: Finding[];
  key: string | undefined;
}

/** An object as the app writes proven images. It is written only by who may delete it again. */
export async function checkProven(context: Context, blocker: string | undefined): Promise<Proven> {
  if (blocker !== undefined) return { findings: blocked(['object.sweep', ...PROVEN], blocker), key: undefined };
  const { s3, env, now } = context;
  const key = newKey(context, 'profiles');
  try {
    await s3.send(new DeleteObjectCommand({ Bucket: env.bucket, Key: key }));
  } catch (error) {
    const mayNot = unknown(
      'object.sweep',
      `this identity may not delete under profiles/: ${errorName(error)}`,
      'That is right where a function of its own sweeps; who runs `npm run sweep` or /api/cron/sweep needs s3:DeleteObject there.',
    );
    return { findings: [mayNot, ...PROVEN.map((check) => unknown(check, 'not tried: nothing could be deleted again'))], key: undefined };
  }
  const swept = ok('object.sweep', 'this identity may delete under profiles/');
  try {
    context.left.push({ key, version: undefined });
    await s3ImageStorage(s3, env.bucket).write(key, BYTES, 'image/webp');
  } catch (error) {
    const failed = lacksRight(context, 'object.proven', 'write under profiles/', error, 's3:PutObject', 'profiles/*');
    return { findings: [swept, failed, ...blocked(PROVEN.slice(1), 'object.proven')], key: undefined };
  }
  const url = await s3UrlSigner(context.s3ForBrowsers, env.bucket, { now }).presignGet(key);
  const answer = await askS3(context, url);
  const isSame = answer.status === 200 && BYTES.equals(answer.body);
  return {
    findings: [
      swept,
      ok('object.proven', 'the app writes under profiles/'),
      isSame
        ? ok('object.get', 'a presigned URL shows it')
        : wrong(
            'object.get',
            `a presigned GET: ${answer.status === 200 ? 'other bytes than were put' : inWords(answer)}`,
            'The image does not display: this identity lacks s3:GetObject on profiles/*, a policy denies it, or a proxy changes the request.',
            grant(context, ['s3:GetObject'], [`arn:aws:s3:::${env.bucket}/profiles/*`]),
          ),
      await checkClosed(context, 'object.proven-private', key),
    ],
    key,
  };
}

function lacksRight(
  context: Context,
  check: string,
  what: string,
  error: unknown,
  action: string,
  keys: string,
): Finding {
  const message = error instanceof Error ? error.message : '';
  const isDenied = httpStatus(error) === 403 || message.includes('AccessDenied');
  const cause = isDenied
    ? `This identity lacks ${action} on ${keys}, or the bucket's policy denies it.`
    : `S3 answered ${httpStatus(error) ?? ''} ${errorName(error)}.`;
  const fix = isDenied
    ? grant(context, [action], [`arn:aws:s3:::${context.env.bucket}/${keys}`])
    : s3api(context, 'head-bucket');
  return wrong(check, `the app cannot ${what}`, cause, fix);
}
