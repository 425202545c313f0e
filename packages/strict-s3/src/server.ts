// An S3 server for tests and local development. It accepts and rejects requests as Amazon S3 does.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { authenticate, type Identity } from './authenticate.ts';
import { receiveDocument } from './body.ts';
import { answerBrokenRequest } from './broken-request.ts';
import { S3Error } from './errors.ts';
import { ObjectStore } from './object-store.ts';
import type { Reply } from './operation.ts';
import { answerPreflight, crossOriginHeaders } from './preflight.ts';
import { readRequest, type S3Request } from './request.ts';
import { errorReply, newResponseId, sendReply } from './respond.ts';
import { findOperation, readsBody } from './routes.ts';

export interface S3Options extends Identity {
  /** Address to listen on. Default: 127.0.0.1. */
  host?: string;
  /** 0 selects a free port. */
  port: number;
  /** Folder for all data. It is created if missing. Only one server may use it at a time. */
  dataDir: string;
  /** Buckets to create at start, if they do not exist. Default: none. */
  buckets?: readonly string[];
  /** A host below this domain names a bucket, as `bucket.localhost` does. Default: localhost. */
  baseDomain?: string;
  /** Clock for signatures and modification times. Default: the system clock. */
  now?: () => Date;
}

export interface RunningS3 {
  url: string;
  port: number;
  /** Closes the server and all connections. Every acknowledged write is on disk. */
  stop(): Promise<void>;
}

/**
 * Starts a server.
 *
 * @throws Error of `listen`, for example EADDRINUSE, before the data folder is touched; S3Error InvalidBucketName
 */
export async function startS3(options: S3Options): Promise<RunningS3> {
  const { host = '127.0.0.1', port } = options;
  let opened: Promise<ObjectStore> | undefined;
  const answer = (expectsContinue: boolean) => (message: IncomingMessage, res: ServerResponse) => {
    opened
      ?.then((store) => handle(message, res, store, options, expectsContinue))
      .catch((error) => {
        console.error('strict-s3: a response could not be sent', error);
        res.destroy();
      });
  };
  const server = createServer({ keepAliveTimeout: 65_000 }, answer(false));
  server.on('checkContinue', answer(true));
  server.on('clientError', answerBrokenRequest);
  await listen(server, port, host);
  try {
    opened = openStore(options);
    await opened;
  } catch (error) {
    await close(server);
    throw error;
  }
  const bound = (server.address() as AddressInfo).port;
  return { url: `http://${host}:${bound}`, port: bound, stop: () => close(server) };
}

async function openStore({ dataDir, buckets = [], now }: S3Options): Promise<ObjectStore> {
  const store = await ObjectStore.open(dataDir);
  for (const name of buckets) {
    if (!store.find(name)) await store.createBucket(name, now?.() ?? new Date());
  }
  return store;
}

async function handle(
  message: IncomingMessage,
  res: ServerResponse,
  store: ObjectStore,
  options: S3Options,
  expectsContinue: boolean,
): Promise<void> {
  let continued = !expectsContinue;
  async function* body(): AsyncGenerator<Buffer> {
    if (!continued) res.writeContinue();
    continued = true;
    // The socket must stay open for the response when the reader stops early.
    try {
      yield* message.iterator({ destroyOnReturn: false });
    } catch (error) {
      throw new S3Error('IncompleteBody', undefined, { Cause: (error as Error).message });
    }
  }
  const incoming = body();
  const id = newResponseId();
  let request: S3Request | undefined;
  let reply: Reply;
  try {
    request = readRequest(message, incoming, options.baseDomain ?? 'localhost');
    reply = await perform(request, store, options);
  } catch (error) {
    reply = errorReply(error, (message.url ?? '').split('?')[0] ?? '', id);
  }
  const cors = request && request.method !== 'OPTIONS' ? crossOriginHeaders(request, store) : {};
  // Without 100 Continue, a client may or may not send its body. Closing the connection avoids the ambiguity.
  const headers = { ...reply.headers, ...cors, ...(!continued && { Connection: 'close' }) };
  await sendReply(res, { ...reply, headers }, id, message.method === 'HEAD');
  // Discard the rest of a rejected body, so that the connection can carry the next request.
  await incoming.return(undefined);
  message.resume();
}

async function perform(request: S3Request, store: ObjectStore, options: S3Options): Promise<Reply> {
  if (request.method === 'OPTIONS') return answerPreflight(request, store);
  const now = options.now?.() ?? new Date();
  const payload = authenticate(request, options, now);
  const operation = findOperation(request);
  if (!readsBody(operation)) await receiveDocument(request, payload);
  const { bucket = '', key = '' } = request;
  return operation({ request, payload, store, bucket, key, region: options.region, now });
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
