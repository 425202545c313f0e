// An HTTP proxy between the SDK and an engine, which fails chosen calls. Nothing is mocked.
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { types } from 'node:util';

/** What replaces the engine's response; undefined passes the call through. */
export type Fault =
  | { status: number; body: string; headers?: Record<string, string> }
  /** The call is passed on, and its request or response is altered in transit. */
  | {
      alterRequest?: (body: Buffer) => Buffer;
      alterResponse?: (body: Buffer) => Buffer;
      /** Headers that replace the engine's. */
      headers?: Record<string, string>;
    }
  /** The engine processes the call, and the connection breaks before the response arrives. */
  | 'reset after'
  /** The connection breaks before the call reaches the engine. */
  | 'reset'
  /** The proxy never responds. */
  | 'silence'
  /** The call is passed on once this resolves. */
  | { until: Promise<void> }
  /** The engine processes the call, then this is called; once it resolves, the connection breaks without a response. */
  | { after: () => Promise<void> }
  /** This is called; once it resolves, the connection breaks without a call of the engine. */
  | { instead: () => Promise<void> }
  | undefined;

export interface FaultyNetwork {
  url: string;
  /** The calls so far: the operation of DynamoDB, or the method and path of S3. */
  calls: string[];
  /** Sets the function that decides on each call from now on, counted from 0. */
  fail(decide: (nth: number, call: string) => Fault): void;
  close(): Promise<void>;
}

/** Starts a proxy in front of an engine. @param engine the engine's URL */
export async function faultyNetwork(engine: string): Promise<FaultyNetwork> {
  const { hostname, port } = new URL(engine);
  const calls: string[] = [];
  let decide: (nth: number, call: string) => Fault = () => undefined;

  function pass(
    incoming: IncomingMessage,
    bytes: Buffer,
    outgoing: ServerResponse | null,
    alter: (body: Buffer) => Buffer = (body) => body,
    others: Record<string, string> = {},
  ) {
    const { method, url: path, headers } = incoming;
    return new Promise<void>((resolve) => {
      const onward = request({ hostname, port, method, path, headers }, async (answer) => {
        const body = alter(await buffer(answer));
        outgoing?.writeHead(answer.statusCode ?? 500, { ...answer.headers, ...others });
        outgoing?.end(body);
        resolve();
      });
      onward.end(bytes);
    });
  }

  // It never closes an idle connection: on a busy machine, the SDK would use one that is being closed, again and again.
  const server = createServer({ keepAliveTimeout: 0 }, async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const bytes = Buffer.concat(chunks);
    const target = incoming.headers['x-amz-target'];
    const call = target
      ? String(target).replace(/^.*\./, '')
      : `${incoming.method} ${incoming.url?.split('?')[0]}`;
    const fault = decide(calls.push(call) - 1, call);
    if (fault === undefined) return pass(incoming, bytes, outgoing);
    if (fault === 'silence') return;
    if (fault === 'reset after') await pass(incoming, bytes, null);
    if (typeof fault === 'string') return incoming.socket.destroy();
    if ('until' in fault) return fault.until.then(() => pass(incoming, bytes, outgoing));
    if ('after' in fault || 'instead' in fault) {
      await ('after' in fault ? pass(incoming, bytes, null).then(fault.after) : fault.instead());
      return incoming.socket.destroy();
    }
    if (!('status' in fault)) {
      const { alterRequest = (sent: Buffer) => sent, alterResponse, headers } = fault;
      return pass(incoming, alterRequest(bytes), outgoing, alterResponse, headers);
    }
    outgoing.writeHead(fault.status, fault.headers);
    outgoing.end(fault.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${address.port}`,
    calls,
    fail: (chosen) => {
      calls.length = 0;
      decide = chosen;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Copies the bytes and flips one bit. */
export function flip(bytes: Buffer, place: number): Buffer {
  const damaged = Buffer.from(bytes);
  damaged[place] = (damaged[place] ?? 0) ^ 1;
  return damaged;
}

/** The engine's response, damaged in one byte of its body. */
export function flipped(place: number): Fault {
  return { alterResponse: (body) => flip(body, place) };
}

/** An error response of DynamoDB. */
export function dynamoError(type: string, more: object = {}): Fault {
  return {
    status: type.startsWith('Internal') ? 500 : 400,
    headers: { 'content-type': 'application/x-amz-json-1.0' },
    body: JSON.stringify({
      __type: `com.amazonaws.dynamodb.v20120810#${type}`,
      message: type,
      Message: type,
      ...more,
    }),
  };
}

/** A cancelled transaction, with the reason of each item. */
export function cancelled(...codes: string[]): Fault {
  return dynamoError('TransactionCanceledException', {
    CancellationReasons: codes.map((Code) => ({ Code, Message: Code })),
  });
}

/** An error response of S3. */
export function s3Error(status: number, code: string): Fault {
  const body = `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`;
  return { status, headers: { 'content-type': 'application/xml' }, body };
}

/**
 * Jest gives each test file its own `Error` class, and Node's network errors are not instances of it: the SDK, loaded by
 * the test, would not recognize them as errors and would lose their codes.
 */
export function recognizeNodeErrors(): void {
  const ofAnyRealm = { value: isInstance, configurable: true };
  Object.defineProperty(Error, Symbol.hasInstance, ofAnyRealm);
}

function isInstance(this: unknown, value: unknown): boolean {
  if (this === Error) return types.isNativeError(value);
  return Function.prototype[Symbol.hasInstance].call(this as typeof Error, value);
}
