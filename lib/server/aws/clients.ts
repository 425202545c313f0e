// The SDK's clients, as this app wants them.
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Credentials } from './credentials';
import { heedDeadline } from './heed-deadline';
import { traceCalls } from './trace-calls';

/**
 * The most connections at once. With the SDK's own 50, those who wait for a free one fail, for it counts the wait as
 * connecting.
 */
const CONNECTIONS = { maxSockets: 1000 };

export interface Service {
  region: string;
  /**
   * How long the service may be silent before a try counts as failed, in milliseconds. By default the SDK waits for ever on a
   * service that takes a request and never answers.
   */
  timeout: number;
  /** A compatible server in place of AWS's. */
  endpoint?: string | undefined;
  /** Left out, the SDK's default chain finds them. */
  credentials?: Credentials;
}

/** A client of S3. Servers other than AWS's are addressed by path. */
export function s3Client({ endpoint, ...service }: Service): S3Client {
  const client = new S3Client({
    ...given(service),
    ...(endpoint && { endpoint, forcePathStyle: true }),
    // The SDK's default would sign the checksum of an empty body into every presigned PUT.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
  return heedDeadline(traceCalls(client));
}

/** A client of DynamoDB with a method for each operation, as some libraries want it. */
export function dynamoDbMethods({ endpoint, ...service }: Service): DynamoDB {
  const client = new DynamoDB({ ...given(service), ...(endpoint && { endpoint }) });
  return heedDeadline(traceCalls(client));
}

/** A client of DynamoDB that speaks of plain values. */
export function dynamoDbClient(service: Service): DynamoDBDocumentClient {
  return DynamoDBDocumentClient.from(dynamoDbMethods(service), {
    marshallOptions: { removeUndefinedValues: true },
    // Other programs may write numbers that JavaScript cannot hold exactly: by default the SDK throws on some of them.
    unmarshallOptions: { wrapNumbers: Number },
  });
}

function given({ region, timeout, credentials }: Service) {
  const requestHandler = {
    httpAgent: CONNECTIONS,
    httpsAgent: CONNECTIONS,
    // Connecting takes longer than an answer where many requests start at once.
    connectionTimeout: 2 * timeout,
    socketTimeout: timeout,
  };
  return { region, requestHandler, ...(credentials && { credentials }) };
}
