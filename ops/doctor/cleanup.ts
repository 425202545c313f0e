// The objects that the doctor creates in the bucket, and their deletion.
import { randomUUID } from 'node:crypto';
import {
  DeleteObjectCommand,
  ListObjectVersionsCommand,
  type ObjectIdentifier,
} from '@aws-sdk/client-s3';
import { quote, s3api } from './commands';
import type { Context } from './context';
import { type Finding, ok, unknown, wrong } from './finding';
import { errorName } from './s3-answer';

/** A key that no user has. The object is deleted at the end, even after an error. */
export function newKey({ writtenKeys }: Context, prefix: 'uploads' | 'profiles'): string {
  const key = `${prefix}/~doctor/${randomUUID()}.${prefix === 'uploads' ? 'png' : 'webp'}`;
  writtenKeys.add(key);
  return key;
}

/** Deletes the objects of this run; idempotent. */
export async function cleanUp(context: Context, found: readonly Finding[]): Promise<Finding> {
  const keys = [...context.writtenKeys];
  context.writtenKeys.clear();
  const outcomes = await Promise.all(keys.map((key) => deleteOne(context, { Key: key })));
  const failed = outcomes.filter(({ refused }) => refused !== undefined);
  if (failed.length > 0) return leftBehind(context, failed, found);
  if (!outcomes.some(({ isVersioned }) => isVersioned)) {
    return ok('cleanup', 'nothing is left of this run in the bucket');
  }
  return cleanVersions(context, new Set(keys));
}

interface Outcome {
  key: string;
  refused: string | undefined;
  isVersioned: boolean;
}

async function deleteOne({ s3, env }: Context, id: ObjectIdentifier): Promise<Outcome> {
  const key = id.Key ?? '';
  try {
    const { VersionId: version, DeleteMarker: isMarker } = await s3.send(
      new DeleteObjectCommand({ Bucket: env.bucket, ...id, Key: key }),
    );
    return { key, refused: undefined, isVersioned: version !== undefined || isMarker === true };
  } catch (error) {
    return { key, refused: errorName(error), isVersioned: false };
  }
}

/** In a bucket with versioning a deletion hides the object and leaves a marker: delete both, if permitted. */
async function cleanVersions(context: Context, keys: ReadonlySet<string>): Promise<Finding> {
  const { s3, env } = context;
  try {
    for (const Prefix of ['uploads/~doctor/', 'profiles/~doctor/']) {
      const { Versions: versions = [], DeleteMarkers: markers = [] } = await s3.send(
        new ListObjectVersionsCommand({ Bucket: env.bucket, Prefix }),
      );
      const ours = [...versions, ...markers].filter(({ Key: key = '' }) => keys.has(key));
      for (const { Key: key = '', VersionId: version } of ours) {
        const { refused } = await deleteOne(context, { Key: key, VersionId: version });
        if (refused !== undefined) return hidden(refused);
      }
    }
    return ok('cleanup', 'nothing is left of this run in the bucket, versions included');
  } catch (error) {
    return hidden(errorName(error));
  }
}

function hidden(refused: string): Finding {
  return unknown(
    'cleanup',
    `this run's objects are deleted, but remain as noncurrent versions: ${refused}`,
    'This identity may not delete versions, and the app does not need to; see bucket.versioning.',
  );
}

function leftBehind(context: Context, failed: Outcome[], found: readonly Finding[]): Finding {
  const keys = failed.map(({ key }) => key);
  const detail = `left behind: ${keys.join(', ')} (${failed[0]?.refused})`;
  const root = ['object.delete', 'bucket.object-lock'].find((name) =>
    found.some(({ check, status }) => check === name && status === 'wrong'),
  );
  if (root !== undefined) return unknown('cleanup', detail, `Mend ${root} first.`);
  const objects = `Objects=[${keys.map((key) => `{Key=${key}}`).join(',')}]`;
  return wrong(
    'cleanup',
    detail,
    'This identity may not delete them. Under uploads/ the lifecycle rule ends them after a day.',
    s3api(context, 'delete-objects', `--delete ${quote(objects)}`),
  );
}
