// Creates the SDK clients with the settings of this app.
import { DynamoDB, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { abortAtDeadline } from './abort-at-deadline';
import type { Credentials } from './credentials';
import { traceCalls } from './trace-calls';

/**
 * Maximum number of connections. With the SDK's default of 50, requests that wait for a free connection fail, because the SDK
 * counts the wait as connection time.
 */
const CONNECTIONS = { maxSockets: 1000 };

export interface Service {
  region: string;
  /**
   * Inactivity timeout of one try, in milliseconds. By default the SDK waits for ever for a service that accepts a request and
   * never responds.
   */
  timeout: number;
  /** The endpoint of a compatible server instead of AWS's. */
  endpoint?: string | undefined;
  /** Defaults to the SDK's credential provider chain. */
  credentials?: Credentials;
}

/** Creates an S3 client. Servers other than AWS's use path-style addressing. */
export function s3Client({ endpoint, ...service }: Service): S3Client {
  const client = new S3Client({
    ...clientConfig(service),
    ...(endpoint && { endpoint, forcePathStyle: true }),
    // By default the SDK would sign the checksum of an empty body into every presigned PUT.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
  return abortAtDeadline(traceCalls(client));
}

/** Creates a DynamoDB client without the conversion of values. */
export function plainDynamoDbClient(service: Service): DynamoDBClient {
  return abortAtDeadline(traceCalls(new DynamoDBClient(dynamoDbConfig(service))));
}

/** Creates a DynamoDB client with a method per operation, for tools: it needs the code of every operation. */
export function dynamoDbMethods(service: Service): DynamoDB {
  return abortAtDeadline(traceCalls(new DynamoDB(dynamoDbConfig(service))));
}

/** Creates a DynamoDB document client. */
export function dynamoDbClient(service: Service): DynamoDBDocumentClient {
  return DynamoDBDocumentClient.from(plainDynamoDbClient(service), {
    marshallOptions: { removeUndefinedValues: true },
    // Other programs may write numbers that JavaScript cannot represent exactly: by default the SDK throws on some of them.
    unmarshallOptions: { wrapNumbers: Number },
  });
}

function dynamoDbConfig({ endpoint, ...service }: Service) {
  return { ...clientConfig(service), ...(endpoint && { endpoint }) };
}

/** The settings that the clients of all services share. */
export function clientConfig({ region, timeout, credentials }: Service) {
  const requestHandler = {
    httpAgent: CONNECTIONS,
    httpsAgent: CONNECTIONS,
    // When many requests start at once, connecting takes longer than a response.
    connectionTimeout: 2 * timeout,
    socketTimeout: timeout,
  };
  return { region, requestHandler, ...(credentials && { credentials }) };
}
