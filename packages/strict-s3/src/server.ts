// A strict S3 for the laptop and the tests: single-request uploads and what goes with them, refused as S3 refuses.
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
import { errorReply, newAnswerId, sendReply } from './respond.ts';
import { findOperation, readsBody } from './routes.ts';

export interface S3Options extends Identity {
  /** 127.0.0.1 unless set. */
  host?: string;
  /** 0 takes a free one. */
  port: number;
  /** Made if missing; everything is kept below it. */
  dataDir: string;
  /** Host names below it name a bucket, as `bucket.localhost` does; `localhost` unless set. */
  baseDomain?: string;
  /** The clock that signatures and modification times go by. */
  now?: () => Date;
}

export interface RunningS3 {
  url: string;
  port: number;
  /** Ends every connection; what has been answered is on disk. */
  stop(): Promise<void>;
}

/** @throws Error as of `listen`, such as EADDRINUSE; the data folder has not been touched then */
export async function startS3(options: S3Options): Promise<RunningS3> {
  const { host = '127.0.0.1', port, dataDir } = options;
  let opened: Promise<ObjectStore> | undefined;
  const answer = (expectsContinue: boolean) => (message: IncomingMessage, res: ServerResponse) => {
    opened
      ?.then((store) => handle(message, res, store, options, expectsContinue))
      .catch((error) => {
        console.error('S3: an answer could not be sent', error);
        res.destroy();
      });
  };
  const server = createServer({ keepAliveTimeout: 65_000 }, answer(false));
  server.on('checkContinue', answer(true));
  server.on('clientError', answerBrokenRequest);
  await listen(server, port, host);
  try {
    opened = ObjectStore.open(dataDir);
    await opened;
  } catch (error) {
    await close(server);
    throw error;
  }
  const bound = (server.address() as AddressInfo).port;
  return { url: `http://${host}:${bound}`, port: bound, stop: () => close(server) };
}

async function handle(
  message: IncomingMessage,
  res: ServerResponse,
  store: ObjectStore,
  options: S3Options,
  expectsContinue: boolean,
): Promise<void> {
  let asked = !expectsContinue;
  async function* body(): AsyncGenerator<Buffer> {
    if (!asked) res.writeContinue();
    asked = true;
    // Whoever stops reading early still has to answer: the socket must outlive the loop.
    try {
      yield* message.iterator({ destroyOnReturn: false });
    } catch (error) {
      throw new S3Error('IncompleteBody', undefined, { Cause: (error as Error).message });
    }
  }
  const incoming = body();
  const id = newAnswerId();
  let request: S3Request | undefined;
  let reply: Reply;
  try {
    request = readRequest(message, incoming, options.baseDomain ?? 'localhost');
    reply = await perform(request, store, options);
  } catch (error) {
    reply = errorReply(error, (message.url ?? '').split('?')[0] ?? '', id);
  }
  const cors = request && request.method !== 'OPTIONS' ? crossOriginHeaders(request, store) : {};
  // A client that was never told to go on may send its body or not: only a closed connection is unambiguous.
  const headers = { ...reply.headers, ...cors, ...(!asked && { Connection: 'close' }) };
  await sendReply(res, { ...reply, headers }, id, message.method === 'HEAD');
  // What is left of a refused body has to pass before the connection's next request can.
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
