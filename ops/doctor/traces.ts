// What the doctor puts into the bucket, and that it goes again.
import { randomUUID } from 'node:crypto';
import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { quote, s3api } from './commands';
import type { Context } from './context';
import { type Finding, ok, wrong } from './finding';
import { errorName } from './s3-answer';

/** A key of nobody's. It is deleted at the end, whatever happens in between. */
export function newKey(context: Context, prefix: 'uploads' | 'profiles'): string {
  const extension = prefix === 'uploads' ? 'png' : 'webp';
  const key = `${prefix}/~doctor/${randomUUID()}.${extension}`;
  if (prefix === 'uploads') context.left.push({ key, version: undefined });
  return key;
}

/** In a bucket that keeps versions, what was put is gone only once its version is. */
export function noteVersion(context: Context, key: string, version: string | null): void {
  context.left.push({ key, version: version ?? undefined });
}

/** Deletes everything; a second call has nothing left to do. */
export async function cleanUp(context: Context): Promise<Finding> {
  const { left, s3, env } = context;
  const failed = new Map<string, string>();
  // Versions first: a plain delete only hides them, and leaves a marker that has to go too.
  const traces = left.splice(0).sort((a, b) => Number(b.version !== undefined) - Number(a.version !== undefined));
  for (const { key, version } of traces) {
    try {
      const { VersionId: marker, DeleteMarker: isMarker } = await s3.send(
        new DeleteObjectCommand({ Bucket: env.bucket, Key: key, ...(version && { VersionId: version }) }),
      );
      if (version === undefined && isMarker && marker !== undefined) {
        await s3.send(new DeleteObjectCommand({ Bucket: env.bucket, Key: key, VersionId: marker }));
      }
    } catch (error) {
      failed.set(key, errorName(error));
    }
  }
  const [first] = failed;
  if (first === undefined) return ok('cleanup', 'nothing is left of this run in the bucket');
  const keys = [...failed.keys()].map((key) => `{Key=${key}}`).join(',');
  return wrong(
    'cleanup',
    `left behind: ${[...failed.keys()].join(', ')} (${first[1]})`,
    'This identity may not delete them, or their versions. Under uploads/ the lifecycle rule ends them after a day.',
    s3api(context, 'delete-objects', `--delete ${quote(`Objects=[${keys}]`)}`),
  );
}
