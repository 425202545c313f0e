// The SDK's clients, as this app wants them.
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Credentials } from './credentials';
import { traceCalls } from './trace-calls';

/**
 * The most connections at once. With the SDK's own 50, those who wait for a free one fail, for it counts the wait as
 * connecting.
 */
const CONNECTIONS = { maxSockets: 1000 };

/** Each try. By default the SDK would wait for ever on a service that takes a request and never answers. */
const REQUESTS = {
  httpAgent: CONNECTIONS,
  httpsAgent: CONNECTIONS,
  /** In milliseconds. Whoever asks with many others at once may wait this long without anything being wrong. */
  connectionTimeout: 10_000,
  /** Of silence, in milliseconds. */
  socketTimeout: 5000,
};

export interface Service {
  region: string;
  /** A compatible server in place of AWS's. */
  endpoint?: string | undefined;
  /** Left out, the SDK's default chain finds them. */
  credentials?: Credentials;
}

/** A client of S3. Servers other than AWS's are addressed by path. */
export function s3Client({ endpoint, ...service }: Service): S3Client {
  return traceCalls(
    new S3Client({
      ...given(service),
      ...(endpoint && { endpoint, forcePathStyle: true }),
      // The SDK's default would sign the checksum of an empty body into every presigned PUT.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
    }),
  );
}

/** A client of DynamoDB with a method for each operation, as some libraries want it. */
export function dynamoDbMethods({ endpoint, ...service }: Service): DynamoDB {
  return traceCalls(new DynamoDB({ ...given(service), ...(endpoint && { endpoint }) }));
}

/** A client of DynamoDB that speaks of plain values. */
export function dynamoDbClient(service: Service): DynamoDBDocumentClient {
  return DynamoDBDocumentClient.from(dynamoDbMethods(service), {
    marshallOptions: { removeUndefinedValues: true },
  });
}

function given({ region, credentials }: Service) {
  return { region, requestHandler: REQUESTS, ...(credentials && { credentials }) };
}
