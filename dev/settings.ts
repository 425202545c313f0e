// Reads the environment variables of the local commands.
import { resolve } from 'node:path';
import { TABLES } from '@/lib/server/shared/tables';
import { textFault } from '@/lib/server/variables';
import { LocalFailure } from './failure';

export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
}

export interface LocalSettings {
  /** Where the embedded engines keep their data; an absolute path. */
  dataDir: string;
  /** Ports on 127.0.0.1; 0 means any free port. */
  port: number;
  s3Port: number;
  dynamoDbPort: number;
  /** A server of the developer's own, which replaces the embedded engine. */
  s3Endpoint: string | undefined;
  dynamoDbEndpoint: string | undefined;
  region: string;
  credentials: Credentials;
  bucket: string;
  usersTable: string;
  imagesTable: string;
  rateLimitsTable: string;
}

export const LOCAL_CREDENTIALS: Credentials = {
  accessKeyId: 'local',
  secretAccessKey: 'local-secret-key',
};

/**
 * Reads the variables; an empty one counts as not set.
 * @throws LocalFailure for an invalid port, or a directory in quotes
 */
export function readSettings(source: Record<string, string | undefined>): LocalSettings {
  const s3Endpoint = source.S3_ENDPOINT || undefined;
  const dynamoDbEndpoint = source.DYNAMODB_ENDPOINT || undefined;
  return {
    dataDir: readDataDir(source.LOCAL_DATA_DIR),
    port: readPort(source, 'PORT', 3000),
    s3Port: readPort(source, 'LOCAL_S3_PORT', 9000),
    dynamoDbPort: readPort(source, 'LOCAL_DYNAMODB_PORT', 8000),
    s3Endpoint,
    dynamoDbEndpoint,
    region: source.APP_REGION || 'us-east-1',
    credentials: readCredentials(source, Boolean(s3Endpoint || dynamoDbEndpoint)),
    bucket: source.S3_BUCKET || 'polizalab-documents-dev',
    usersTable: source.USERS_TABLE || TABLES.users.defaultName,
    imagesTable: source.IMAGES_TABLE || TABLES.images.defaultName,
    rateLimitsTable: source.RATE_LIMITS_TABLE || TABLES.rateLimits.defaultName,
  };
}

function readDataDir(given: string | undefined): string {
  const dataDir = given?.trim() || '.local';
  const fault = textFault('LOCAL_DATA_DIR', dataDir);
  if (fault !== undefined) throw new LocalFailure(`LOCAL_DATA_DIR ${fault}.`);
  return resolve(dataDir);
}

/** Ignores AWS keys in the developer's shell unless a server of their own is configured. */
function readCredentials(
  { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY }: Record<string, string | undefined>,
  ownServer: boolean,
): Credentials {
  if (!ownServer || !AWS_ACCESS_KEY_ID || !AWS_SECRET_ACCESS_KEY) return LOCAL_CREDENTIALS;
  return { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY };
}

function readPort(
  source: Record<string, string | undefined>,
  variable: string,
  otherwise: number,
): number {
  const given = source[variable] || `${otherwise}`;
  const port = /^\d{1,5}$/.test(given) ? Number(given) : Number.NaN;
  if (port >= 0 && port <= 65_535) return port;
  throw new LocalFailure(`${variable} is "${given}", but a port is a number from 0 to 65535.`);
}
