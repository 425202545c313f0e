// Parses the command line of `strict-s3`.
import { parseArgs } from 'node:util';
import { isBucketName } from './bucket-name.ts';
import type { S3Options } from './server.ts';

export const USAGE = `Usage: strict-s3 --port PORT --data FOLDER --access-key ID --secret-key KEY [options]

  --port PORT        TCP port; 0 selects a free port
  --data FOLDER      folder for all data, created if missing
  --access-key ID    the access key id that requests are signed with
  --secret-key KEY   its secret access key
  --bucket NAME      bucket to create if it does not exist; may be repeated
  --region REGION    default: us-east-1
  --host ADDRESS     address to listen on; default: 127.0.0.1`;

/** The command line is invalid; the message says what is wrong. */
export class UsageError extends Error {}

/** @throws UsageError */
export function parseOptions(args: readonly string[]): S3Options {
  const given = parse(args);
  const port = required(given.port, 'port');
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) {
    throw new UsageError(`--port must be a number from 0 to 65535, not "${port}".`);
  }
  const buckets = given.bucket ?? [];
  const badName = buckets.find((name) => !isBucketName(name));
  if (badName !== undefined) {
    throw new UsageError(`--bucket "${badName}" is not a valid bucket name.`);
  }
  return {
    port: Number(port),
    dataDir: required(given.data, 'data'),
    credentials: {
      accessKeyId: required(given['access-key'], 'access-key'),
      secretAccessKey: required(given['secret-key'], 'secret-key'),
    },
    buckets,
    region: given.region === undefined ? 'us-east-1' : required(given.region, 'region'),
    ...(given.host !== undefined && { host: required(given.host, 'host') }),
  };
}

function parse(args: readonly string[]) {
  const type = 'string';
  const options = {
    port: { type },
    data: { type },
    'access-key': { type },
    'secret-key': { type },
    bucket: { type, multiple: true },
    region: { type },
    host: { type },
  } as const;
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new UsageError((error as Error).message, { cause: error });
  }
}

function required(value: string | undefined, name: string): string {
  if (value === undefined) throw new UsageError(`--${name} is missing.`);
  if (value === '') throw new UsageError(`--${name} is empty.`);
  return value;
}
