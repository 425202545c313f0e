// The context of every check: the environment, clients as the app creates them, and network and clock.
import type { DynamoDB } from '@aws-sdk/client-dynamodb';
import type { S3Client } from '@aws-sdk/client-s3';
import { dynamoDbMethods, s3Client } from '@/lib/server/aws/clients';
import { type Credentials, credentialsOf } from '@/lib/server/aws/credentials';
import type { EngineEnv } from '@/lib/server/env';

export type Variables = Record<string, string | undefined>;

export interface CheckPorts {
  fetch: typeof fetch;
  now: () => Date;
  /** Timeout of a request over HTTP, in milliseconds. */
  timeout: number;
}

export interface Context extends CheckPorts {
  source: Variables;
  env: EngineEnv;
  /** True for Amazon S3, false for a compatible server. */
  isAws: boolean;
  s3: S3Client;
  /** The same bucket, at the address for browsers. */
  s3ForBrowsers: S3Client;
  dynamoDb: DynamoDB;
  /** The origin of the app's pages, if it is known. */
  appOrigin: string | undefined;
  /** The ARN of the caller, once AWS has returned it. */
  arn: string | undefined;
  /** The keys that the doctor has written or tried to write. */
  writtenKeys: Set<string>;
}

interface Parts {
  source: Variables;
  env: EngineEnv;
  appOrigin: string | undefined;
}

/** @param credentials by default those of the process */
export function newContext(
  { source, env, appOrigin }: Parts,
  ports: CheckPorts,
  credentials: Credentials = credentialsOf(env, env.region),
): Context {
  const service = { region: env.region, timeout: env.awsTimeout, credentials };
  return {
    ...ports,
    source,
    env,
    isAws: env.s3Endpoint === undefined,
    s3: s3Client({ ...service, endpoint: env.s3Endpoint }),
    s3ForBrowsers: s3Client({ ...service, endpoint: env.s3PublicEndpoint }),
    dynamoDb: dynamoDbMethods({ ...service, endpoint: env.dynamoDbEndpoint }),
    appOrigin,
    arn: undefined,
    writtenKeys: new Set(),
  };
}

/** Closes the connections of all clients. */
export function closeContext({ s3, s3ForBrowsers, dynamoDb }: Context): void {
  s3.destroy();
  s3ForBrowsers.destroy();
  dynamoDb.destroy();
}
