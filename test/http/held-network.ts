// Proxies between the app and its engines, which count its calls and how many follow one another. Every call is held until the app
// waits for nothing else: the calls held together are one stage, because none of them needs the response of another.
import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setImmediate } from 'node:timers/promises';

/** Turns of the event loop without another call, after which the app has made all calls that it can make without a response. */
const QUIET_TURNS = 300;

interface Held {
  call: string;
  pass(): Promise<void>;
}

export interface Trips {
  /** The calls of each stage: the operation of DynamoDB, or the method of S3. */
  stages: string[][];
  dynamoDb: number;
  s3: number;
  /** Capacity units of DynamoDB, as the engine counts them. */
  units: number;
}

interface HeldNetwork {
  /** Puts a proxy before an engine. */
  before(engine: string): Promise<string>;
  /** Runs the work, and returns its result with the calls that it made. */
  trips<T>(work: () => Promise<T>): Promise<{ result: T; trips: Trips }>;
  close(): Promise<void>;
}

/** Creates a network without proxies: call `before` for each engine. */
export function heldNetwork(): HeldNetwork {
  const servers: ReturnType<typeof createServer>[] = [];
  let held: Held[] = [];
  let inFlight = 0;
  let arrived = 0;
  let units = 0;
  let stages: string[][] = [];

  async function pass(engine: URL, incoming: IncomingMessage, sent: Buffer, out: ServerResponse) {
    const { method, url: path, headers } = incoming;
    const body = headers['x-amz-target'] ? askCapacity(sent) : sent;
    const onward = request({
      hostname: engine.hostname,
      port: engine.port,
      method,
      path,
      headers: { ...headers, ...(body !== sent && { 'content-length': String(body.length) }) },
    });
    onward.end(body);
    const [answer] = (await once(onward, 'response')) as [IncomingMessage];
    const bytes = await buffer(answer);
    if (body !== sent) units += capacityOf(bytes);
    // Its checksum covers the capacity too; a chunked response of S3 has none.
    out.writeHead(answer.statusCode ?? 500, answer.headers);
    out.end(bytes);
    await once(out, 'close');
  }

  async function before(engine: string): Promise<string> {
    const url = new URL(engine);
    const server = createServer({ keepAliveTimeout: 0 }, async (incoming, out) => {
      const sent = await buffer(incoming);
      const target = incoming.headers['x-amz-target'];
      const call = target ? String(target).replace(/^.*\./, '') : `S3 ${incoming.method}`;
      arrived++;
      held.push({ call, pass: () => pass(url, incoming, sent, out) });
    });
    servers.push(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  async function quiet(): Promise<void> {
    let seen = -1;
    for (let turns = 0; turns < QUIET_TURNS; turns++) {
      if (seen !== arrived || inFlight > 0) turns = 0;
      seen = arrived;
      await setImmediate();
    }
  }

  async function release(): Promise<void> {
    const stage = held;
    held = [];
    if (stage.length === 0) return;
    stages.push(stage.map(({ call }) => call).sort());
    inFlight += stage.length;
    await Promise.all(stage.map(({ pass: go }) => go().finally(() => inFlight--)));
  }

  return {
    before,
    async trips(work) {
      stages = [];
      units = 0;
      let done = false;
      const working = work().finally(() => {
        done = true;
      });
      // What the work leaves to be done after its response is counted too.
      while (!done || held.length > 0) {
        await quiet();
        await release();
      }
      const result = await working;
      const calls = stages.flat();
      const s3 = calls.filter((call) => call.startsWith('S3')).length;
      return { result, trips: { stages, s3, dynamoDb: calls.length - s3, units } };
    },
    async close() {
      for (const server of servers) {
        server.closeAllConnections();
        server.close();
        await once(server, 'close');
      }
    },
  };
}

function askCapacity(sent: Buffer): Buffer {
  return Buffer.from(
    JSON.stringify({ ...JSON.parse(sent.toString()), ReturnConsumedCapacity: 'TOTAL' }),
  );
}

function capacityOf(bytes: Buffer): number {
  const { ConsumedCapacity: consumed = [] } = JSON.parse(bytes.toString() || '{}');
  return [consumed].flat().reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0);
}
