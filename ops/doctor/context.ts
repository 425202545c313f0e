// What every check is given: the environment, clients made as the app makes them, and the world outside.
import type { DynamoDB } from '@aws-sdk/client-dynamodb';
import type { S3Client } from '@aws-sdk/client-s3';
import { dynamoDbMethods, s3Client } from '@/lib/server/aws/clients';
import { type Credentials, credentialsOf } from '@/lib/server/aws/credentials';
import type { EngineEnv } from '@/lib/server/env';

export type Variables = Record<string, string | undefined>;

export interface World {
  fetch: typeof fetch;
  now: () => Date;
}

export interface Context extends World {
  source: Variables;
  env: EngineEnv;
  /** True where the bucket is S3's own, and not that of a compatible server. */
  isAws: boolean;
  s3: S3Client;
  /** The same bucket by the address that browsers use. */
  s3ForBrowsers: S3Client;
  dynamoDb: DynamoDB;
  /** The origin of the app's pages, where that is known. */
  appOrigin: string | undefined;
  /** Who we are, once AWS has said so. */
  arn: string | undefined;
  /** The keys at which the doctor has put something, or may have. */
  left: Set<string>;
}

interface Parts {
  source: Variables;
  env: EngineEnv;
  appOrigin: string | undefined;
}

/** @param credentials those of the process unless given */
export function newContext(
  { source, env, appOrigin }: Parts,
  world: World,
  credentials: Credentials = credentialsOf(env, env.region),
): Context {
  const service = { region: env.region, timeout: env.awsTimeout, credentials };
  return {
    ...world,
    source,
    env,
    isAws: env.s3Endpoint === undefined,
    s3: s3Client({ ...service, endpoint: env.s3Endpoint }),
    s3ForBrowsers: s3Client({ ...service, endpoint: env.s3PublicEndpoint }),
    dynamoDb: dynamoDbMethods({ ...service, endpoint: env.dynamoDbEndpoint }),
    appOrigin,
    arn: undefined,
    left: new Set(),
  };
}

export function closeContext({ s3, s3ForBrowsers, dynamoDb }: Context): void {
  s3.destroy();
  s3ForBrowsers.destroy();
  dynamoDb.destroy();
}
