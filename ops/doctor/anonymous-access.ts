// Anonymous access to the bucket must be denied.
import { bucketUrl } from './bucket-url';
import { newKey } from './cleanup';
import { publicAccessBlock } from './commands';
import type { Context } from './context';
import { type Finding, firstWrong, ok, unknown, wrong } from './finding';
import { askS3, inWords, isRefusal, type S3Answer } from './s3-answer';

/**
 * @param key the key of an existing object; for an upload, listing and putting are tried too
 * @param opened the check that has already found the reason for access
 */
export async function checkAnonymousAccess(
  context: Context,
  check: string,
  key: string,
  opened: string | undefined,
): Promise<Finding> {
  const url = await bucketUrl(context.s3ForBrowsers, context.env.bucket);
  const root = url.href.replace(/\/$/, '');
  const attempts: [string, S3Answer][] = [['read it', await askS3(context, `${root}/${key}`)]];
  if (key.startsWith('uploads/')) {
    const planted = `${root}/${newKey(context, 'uploads')}`;
    attempts.push(
      ['list the bucket', await askS3(context, `${root}?list-type=2&max-keys=1`)],
      ['write to it', await askS3(context, planted, { method: 'PUT', body: 'x' })],
    );
  }
  const open = attempts.filter(([, { status }]) => status >= 200 && status <= 299);
  if (open.length > 0) {
    const detail = `anyone can ${open.map(([what]) => what).join(' and ')} without a signature`;
    if (opened !== undefined) return unknown(check, `${detail}: fix ${opened} first`);
    return wrong(
      check,
      detail,
      'A policy, an ACL or the server itself makes it public.',
      publicAccessBlock(context),
    );
  }
  const unclear = attempts.find(([, answer]) => !isRefusal(answer));
  if (unclear) return unknown(check, `without a signature: ${inWords(unclear[1])}`);
  return ok(check, 'every request without a signature is refused');
}

/** Returns the check that explains why anonymous requests succeed, if there is one. */
export function explainAnonymousAccess(findings: readonly Finding[]): string | undefined {
  const checks = ['bucket.policy-public', 'bucket.acl', 'object.private'];
  return firstWrong(findings.filter(({ check }) => checks.includes(check)));
}
