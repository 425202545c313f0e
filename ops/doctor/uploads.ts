// A real upload by a URL as the app signs them, and every other PUT that such a URL must refuse.
import { createHash } from 'node:crypto';
import { s3UrlSigner } from '@/lib/server/aws/s3-url-signer';
import { URL_LIFETIME_SECONDS } from '@/lib/shared/upload-policy';
import { grant, s3api, setVariable } from './commands';
import type { Context } from './context';
import { blocked, type Finding, ok, unknown, wrong } from './finding';
import { askS3, inWords, isRefusal, type S3Answer } from './s3-answer';
import { newKey, noteVersion } from './traces';

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
const CROSS_ORIGIN = ['cors.answer', 'cors.etag'] as const;
const CHECKS = ['upload', ...CROSS_ORIGIN, ...REFUSALS] as const;

export interface Uploads {
  findings: Finding[];
  /** Where the upload stands; undefined if it failed. */
  key: string | undefined;
}

interface SignedPut {
  key: string;
  url: string;
  headers: Record<string, string>;
}

export async function checkUploads(
  context: Context,
  blocker: string | undefined,
  corsBlocker: string | undefined,
): Promise<Uploads> {
  if (blocker !== undefined) return { findings: blocked(CHECKS, blocker), key: undefined };
  const signed = await sign(context);
  const answer = await put(context, signed, {});
  if (answer.status < 200 || answer.status > 299) {
    const findings = [refusedUpload(context, answer), ...blocked(CHECKS.slice(1), 'upload')];
    return { findings, key: undefined };
  }
  return {
    findings: [
      ok('upload', `${BYTES.length} bytes by a URL that signs type, length and checksum`),
      ...crossOrigin(context, answer, corsBlocker),
      ...(await refusals(context)),
      twice(context, await put(context, signed, {})),
    ],
    key: signed.key,
  };
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

/** As a browser does it on a page of the app. */
async function put(
  context: Context,
  { key, url, headers }: SignedPut,
  changed: { headers?: Record<string, string>; body?: Buffer },
): Promise<S3Answer> {
  const { appOrigin } = context;
  const answer = await askS3(context, url, {
    method: 'PUT',
    headers: { ...(changed.headers ?? headers), ...(appOrigin && { origin: appOrigin }) },
    body: new Uint8Array(changed.body ?? BYTES),
  });
  if (answer.status === 200) noteVersion(context, key, answer.headers.get('x-amz-version-id'));
  return answer;
}

function crossOrigin(context: Context, { headers }: S3Answer, blocker: string | undefined): Finding[] {
  const { appOrigin } = context;
  const [answered, etag] = CROSS_ORIGIN;
  if (appOrigin === undefined) return blocked(CROSS_ORIGIN, 'variables.NEXTAUTH_URL');
  if (blocker !== undefined) return blocked(CROSS_ORIGIN, blocker);
  const told = headers.get('access-control-allow-origin');
  if (told !== appOrigin && told !== '*') {
    return [
      wrong(
        answered,
        `the answer to the PUT names ${told ?? 'no origin'}`,
        'The preflight passes, and then the browser hides the answer: something between S3 and the browser drops the header.',
        `curl -sv -o /dev/null -H 'Origin: ${appOrigin}' ${new URL(context.env.s3PublicEndpoint ?? `https://${context.env.bucket}.s3.${context.env.region}.amazonaws.com`).origin}`,
      ),
      ...blocked([etag], answered),
    ];
  }
  const exposed = (headers.get('access-control-expose-headers') ?? '').toLowerCase().split(/\s*,\s*/);
  return [
    ok(answered, 'the page may read the answer'),
    exposed.includes('etag') || exposed.includes('*')
      ? ok(etag, 'the page may read ETag')
      : wrong(
          etag,
          'the page may not read ETag',
          'ExposeHeaders of the rule lacks it.',
          s3api(context, 'put-bucket-cors', '--cors-configuration file://deployment/s3-profile-images-cors.json'),
        ),
  ];
}

async function refusals(context: Context): Promise<Finding[]> {
  const [type, length, checksum, without, expired, forged] = REFUSALS;
  const attempt = async (
    check: string,
    change: (signed: SignedPut) => { url?: string; headers?: Record<string, string>; body?: Buffer },
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
      cause: 'Anything could be stored under the name of a picture.',
    }),
    attempt(length, () => ({ body: Buffer.concat([BYTES, BYTES]) }), {
      refused: 'another length than the signed one',
      cause: 'Anything of any size could be stored.',
    }),
    attempt(checksum, () => ({ body: otherBytes }), {
      refused: 'other bytes than the signed checksum',
      cause: 'A body that was damaged on its way would be stored.',
    }),
    attempt(without, () => ({ headers: { 'content-type': TYPE } }), {
      refused: 'a PUT without the signed headers',
      cause: 'A URL could be used without what it was signed with: checksum, and only-once.',
    }),
    attempt(
      expired,
      () => ({}),
      {
        refused: 'a URL that has expired',
        cause: `A URL is to live ${URL_LIFETIME_SECONDS} s. Either the server does not look at its age, or the clock is off.`,
      },
      URL_LIFETIME_SECONDS + 60,
    ),
    attempt(forged, ({ url }) => ({ url: forge(url) }), {
      refused: 'a URL whose signature was changed',
      cause: 'The server checks no signatures, or lets everybody write: whoever knows its address can store anything.',
    }),
  ]);
}

function forge(url: string): string {
  return url.replace(/(X-Amz-Signature=)(.)/, (_, name, first) => `${name}${first === '0' ? '1' : '0'}`);
}

function verdict(
  context: Context,
  check: string,
  answer: S3Answer,
  { refused, cause }: { refused: string; cause: string },
): Finding {
  if (isRefusal(answer)) return ok(check, `${refused}: refused, ${inWords(answer)}`);
  if (answer.status < 200 || answer.status > 299) {
    return unknown(check, `${refused}: ${inWords(answer)}`);
  }
  if (check === 'upload.wrong-checksum' && !context.isAws) {
    return unknown(
      check,
      `${refused}: taken`,
      'This server looks at no x-amz-checksum-sha256, as Ceph RGW does not. The app compares it when it settles, so nothing damaged is shown.',
    );
  }
  return wrong(check, `${refused}: taken, ${answer.status}`, cause, whereToLook(context));
}

/** What takes such a PUT is not S3: a proxy that signs anew, or a server that does not check. */
function whereToLook({ isAws }: Context): string {
  return isAws ? 'env | grep -i proxy' : `${setVariable('S3_ENDPOINT', 'http://127.0.0.1:9000')}   # a server that checks, with no proxy that signs anew before it`;
}

function twice(context: Context, answer: S3Answer): Finding {
  const check = 'upload.twice';
  if (answer.status === 412) return ok(check, 'a second PUT to the same key: refused, 412');
  if (answer.status === 409) return ok(check, 'a second PUT to the same key: refused, 409');
  if (answer.status >= 200 && answer.status <= 299) {
    return wrong(
      check,
      'a second PUT to the same key: taken',
      'If-None-Match is not looked at, so a URL that leaks can replace an upload for as long as it lives.',
      whereToLook(context),
    );
  }
  return unknown(check, `a second PUT to the same key: ${inWords(answer)}`);
}

function refusedUpload(context: Context, answer: S3Answer): Finding {
  const { cause, fix } = diagnose(context, answer);
  return wrong('upload', `PUT by a presigned URL: ${inWords(answer)}`, cause, fix);
}

/** Why a correct presigned PUT is refused, by the code and the words of S3. */
function diagnose(context: Context, { status, code, message }: S3Answer): { cause: string; fix: string } {
  const policy = s3api(context, 'get-bucket-policy', '--query Policy --output text');
  const right = grant(context, ['s3:PutObject'], [`arn:aws:s3:::${context.env.bucket}/uploads/*`]);
  if (/expired/i.test(message) || code === 'RequestTimeTooSkewed') {
    return { cause: 'By the clock of S3 the URL has expired already.', fix: 'sudo timedatectl set-ntp true' };
  }
  if (/kms/i.test(`${code} ${message}`)) {
    return {
      cause: 'The bucket encrypts with a key of KMS that this identity may not use, or that is disabled.',
      fix: grant(context, ['kms:GenerateDataKey', 'kms:Decrypt'], ['KMS_KEY_ARN']),
    };
  }
  if (/explicit deny/i.test(message)) {
    return { cause: 'A policy denies it: of the bucket, of the role, or of the organisation. The message names which.', fix: policy };
  }
  if (/identity-based/i.test(message)) {
    return { cause: 'No policy of this identity gives s3:PutObject on uploads/*.', fix: right };
  }
  if (code === 'AccessDenied') {
    return {
      cause: `Either this identity lacks s3:PutObject on uploads/*, or the bucket's policy denies it (look: ${policy}).`,
      fix: right,
    };
  }
  if (code === 'SignatureDoesNotMatch') {
    return {
      cause: 'What arrived is not what was signed: a proxy before S3 changes Host, path or headers, or S3_PUBLIC_ENDPOINT is not the name that S3 sees.',
      fix: `${setVariable('S3_PUBLIC_ENDPOINT', context.env.s3Endpoint ?? '')}   # or have the proxy pass the Host header on`,
    };
  }
  if (/object lock|content-md5/i.test(message)) {
    return {
      cause: 'Objects are locked by default, and S3 then wants another checksum with each PUT.',
      fix: s3api(context, 'put-object-lock-configuration', `--object-lock-configuration '{"ObjectLockEnabled":"Enabled"}'`),
    };
  }
  if (status === 501) {
    return { cause: 'The server does not know a header that uploads carry: If-None-Match or a checksum. The app needs both.', fix: setVariable('S3_ENDPOINT', 'http://127.0.0.1:9000') };
  }
  if (status >= 300 && status < 400) {
    return { cause: 'A browser follows no redirect of a PUT: the URL has to be for the place where the bucket is.', fix: s3api(context, 'get-bucket-location') };
  }
  return { cause: 'S3 refuses a PUT that the app signed; its code says why.', fix: s3api(context, 'head-bucket') };
}
