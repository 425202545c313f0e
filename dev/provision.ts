// Creates the bucket with its CORS rules, the tables and the demo agents. What exists is left unchanged.
import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { type CORSConfiguration, type CORSRule, S3, S3ServiceException } from '@aws-sdk/client-s3';
import { CONNECTING, onServer } from './external-server';
import { provisionTables } from './provision-tables';
import type { LocalSettings } from './settings';

const corsFile = new URL('../deployment/s3-profile-images-cors.json', import.meta.url);

interface Endpoints {
  s3Endpoint: string;
  dynamoDbEndpoint: string;
}

/**
 * Idempotent.
 * @param origins origins that may upload to the bucket, such as `http://localhost:3000`
 * @throws LocalFailure if a server of the developer's own cannot be used
 */
export async function provision(
  settings: LocalSettings,
  endpoints: Endpoints,
  origins: string[],
): Promise<void> {
  await Promise.all([
    onServer(
      'S3_ENDPOINT',
      settings.s3Endpoint,
      provisionBucket(settings, endpoints.s3Endpoint, origins),
    ),
    onServer(
      'DYNAMODB_ENDPOINT',
      settings.dynamoDbEndpoint,
      provisionTables(settings, endpoints.dynamoDbEndpoint),
    ),
  ]);
}

async function provisionBucket(
  { region, credentials, bucket }: LocalSettings,
  endpoint: string,
  origins: string[],
): Promise<void> {
  const s3 = new S3({
    region,
    credentials,
    endpoint,
    forcePathStyle: true,
    requestHandler: CONNECTING,
  });
  try {
    if (!(await bucketExists(s3, bucket))) await s3.createBucket({ Bucket: bucket });
    await provisionCors(s3, bucket, origins);
  } finally {
    s3.destroy();
  }
}

async function bucketExists(s3: S3, bucket: string): Promise<boolean> {
  try {
    await s3.headBucket({ Bucket: bucket });
    return true;
  } catch (error) {
    if (statusOf(error) === 404) return false;
    throw error;
  }
}

/** S3 replaces all CORS rules at once: keep those of others, after ours. */
async function provisionCors(s3: S3, bucket: string, origins: string[]): Promise<void> {
  const { CORSRules: ours = [] } = corsFor(origins);
  const before = await readCors(s3, bucket);
  const others = before.filter(({ ID: id }) => !ours.some((rule) => rule.ID === id));
  const after = [...ours, ...others];
  if (isDeepStrictEqual(before.map(inOrder), after.map(inOrder))) return;
  try {
    await s3.putBucketCors({ Bucket: bucket, CORSConfiguration: { CORSRules: after } });
  } catch (error) {
    if (statusOf(error) !== 501) throw error;
    console.warn(
      `The S3 server has no CORS rules of buckets. Let the app's pages upload by a setting of the whole server; MinIO's is MINIO_API_CORS_ALLOW_ORIGIN=${origins}`,
    );
  }
}

async function readCors(s3: S3, bucket: string): Promise<CORSRule[]> {
  try {
    return (await s3.getBucketCors({ Bucket: bucket })).CORSRules ?? [];
  } catch (error) {
    const isNone = error instanceof Error && error.name === 'NoSuchCORSConfiguration';
    if (isNone || statusOf(error) === 501) return [];
    throw error;
  }
}

/** Normalises the order of lists, which servers do not preserve. */
function inOrder(rule: CORSRule): [string, unknown][] {
  return Object.entries(rule)
    .map(([name, value]): [string, unknown] => [
      name,
      Array.isArray(value) ? value.toSorted() : value,
    ])
    .toSorted(([one], [other]) => one.localeCompare(other));
}

function statusOf(error: unknown): number | undefined {
  return error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
}

/** Returns the deployed rules with these origins, except a rule for every origin. */
export function corsFor(origins: string[]): CORSConfiguration {
  const deployed: CORSConfiguration = JSON.parse(readFileSync(corsFile, 'utf8'));
  return {
    CORSRules: deployed.CORSRules?.map((rule) =>
      rule.AllowedOrigins?.includes('*') ? rule : { ...rule, AllowedOrigins: origins },
    ),
  };
}
