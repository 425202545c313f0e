// Starts the embedded S3 and DynamoDB, except where the developer has a server of their own.
import { join } from 'node:path';
import { startS3 } from 'strict-s3';
import { onDataDir } from './data-dir-failure';
import { lockDataDir } from './data-dir-lock';
import { type DynamoDbEngine, startDynamoDb } from './dynamodb';
import { claimPort, HOST } from './ports';
import type { LocalSettings } from './settings';

export interface Engines {
  s3Endpoint: string;
  dynamoDbEndpoint: string;
  /** The names of the engines, for people. */
  s3Name: string;
  dynamoDbName: string;
  /** The variables that point the app at them. */
  env: Record<string, string>;
  /** Resolves with the name of the first engine that ends. */
  died: Promise<string>;
  /** Stops all engines; idempotent. */
  stop(): Promise<void>;
}

interface Engine {
  url: string;
  name: string;
  died?: Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts the engines that are needed; the caller stops them.
 * @param dynamoDbEngine by default the best one that this machine can run
 * @throws LocalFailure with a sentence that says what to do
 */
export function startEngines(
  settings: LocalSettings,
  dynamoDbEngine?: DynamoDbEngine,
): Promise<Engines> {
  return onDataDir(settings.dataDir, () => start(settings, dynamoDbEngine));
}

async function start(
  settings: LocalSettings,
  dynamoDbEngine: DynamoDbEngine | undefined,
): Promise<Engines> {
  const embedded = !settings.s3Endpoint || !settings.dynamoDbEndpoint;
  const unlock = embedded ? lockDataDir(settings.dataDir) : () => {};
  const started: Engine[] = [];
  let stopping: Promise<void> | undefined;
  const stop = () => {
    stopping ??= Promise.all(started.map((engine) => engine.stop())).then(unlock, unlock);
    return stopping;
  };

  try {
    const s3 = settings.s3Endpoint
      ? { url: settings.s3Endpoint, name: 'your own server' }
      : keep(started, await embeddedS3(settings));
    const dynamoDb = settings.dynamoDbEndpoint
      ? { url: settings.dynamoDbEndpoint, name: 'your own server' }
      : keep(started, await embeddedDynamoDb(settings, dynamoDbEngine));
    return {
      s3Endpoint: s3.url,
      dynamoDbEndpoint: dynamoDb.url,
      s3Name: s3.name,
      dynamoDbName: dynamoDb.name,
      env: environment(settings, s3.url, dynamoDb.url),
      died: firstDeath(started),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function keep(started: Engine[], engine: Engine): Engine {
  started.push(engine);
  return engine;
}

async function embeddedS3(settings: LocalSettings): Promise<Engine> {
  const server = await startS3({
    host: HOST,
    port: await claimPort(settings.s3Port, 'the local S3', 'LOCAL_S3_PORT'),
    dataDir: join(settings.dataDir, 's3'),
    region: settings.region,
    credentials: settings.credentials,
  });
  return { url: server.url, name: 'embedded', stop: () => server.stop() };
}

async function embeddedDynamoDb(
  settings: LocalSettings,
  chosen: DynamoDbEngine | undefined,
): Promise<Engine> {
  const server = await startDynamoDb({
    port: settings.dynamoDbPort,
    dataDir: join(settings.dataDir, 'dynamodb'),
    engine: chosen,
  });
  return { url: server.url, name: server.engine, died: server.died, stop: () => server.stop() };
}

function firstDeath(engines: Engine[]): Promise<string> {
  return Promise.race(
    engines.map(
      (engine) =>
        engine.died?.then(() => `${engine.name} at ${engine.url} ended`) ??
        new Promise<string>(() => {}),
    ),
  );
}

function environment(
  settings: LocalSettings,
  s3Endpoint: string,
  dynamoDbEndpoint: string,
): Record<string, string> {
  return {
    APP_REGION: settings.region,
    AWS_ACCESS_KEY_ID: settings.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: settings.credentials.secretAccessKey,
    // If set in the developer's shell, these two would override the keys or break them.
    AWS_PROFILE: '',
    AWS_SESSION_TOKEN: '',
    // A notice about the SDK's future versions, which a developer here cannot act on.
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    S3_ENDPOINT: s3Endpoint,
    DYNAMODB_ENDPOINT: dynamoDbEndpoint,
    S3_BUCKET: settings.bucket,
    USERS_TABLE: settings.usersTable,
    IMAGES_TABLE: settings.imagesTable,
    RATE_LIMITS_TABLE: settings.rateLimitsTable,
  };
}
