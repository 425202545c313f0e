// Fixtures of the doctor's tests: a complete environment, a separate bucket, and a proxy in front of S3.
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CORSRule, S3 } from '@aws-sdk/client-s3';
import { corsFor } from '@/dev/provision';
import { isLoopback } from '@/lib/server/env';
import type { CheckPorts, Variables } from '@/ops/doctor/context';
import { examine } from '@/ops/doctor/examine';
import type { Finding } from '@/ops/doctor/finding';

export const ORIGIN = 'http://localhost:3000';
export const TEST_PORTS: CheckPorts = {
  fetch: fetchLoopback,
  now: () => new Date(),
  timeout: 600_000,
};
export const CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local-secret-key' };

/** Tests only connect to this machine: no other name resolves. */
async function fetchLoopback(...[url, init]: Parameters<typeof fetch>): Promise<Response> {
  if (isLoopback(String(url))) return fetch(url, init);
  throw new TypeError('fetch failed', { cause: Object.assign(new Error(), { code: 'ENOTFOUND' }) });
}

/** The environment of the test run, with working engines. */
export function healthyVariables(): Variables {
  const names =
    `APP_REGION S3_ENDPOINT DYNAMODB_ENDPOINT S3_BUCKET USERS_TABLE IMAGES_TABLE RATE_LIMITS_TABLE
    NEXTAUTH_URL NEXTAUTH_SECRET LOCAL_SIGN_IN HOSTNAME`.split(/\s+/);
  return Object.fromEntries(names.map((name) => [name, process.env[name]]));
}

/** Runs the doctor with some variables changed. */
export async function examineWith(
  changed: Variables,
  { ports = TEST_PORTS, credentials = CREDENTIALS } = {},
): Promise<Finding[]> {
  const findings: Finding[] = [];
  const source = { ...healthyVariables(), ...changed };
  for await (const finding of examine(source, ports, credentials)) findings.push(finding);
  return findings;
}

/** The names of the failed checks. */
export function wrongOnes(findings: readonly Finding[]): string[] {
  return findings.filter(({ status }) => status === 'wrong').map(({ check }) => check);
}

/** The one line that is wrong. @throws Error if it is not this one, or not alone */
export function theWrongOne(findings: readonly Finding[], check: string): Finding {
  const wrong = wrongOnes(findings);
  const found = findings.find((finding) => finding.check === check);
  if (wrong.length !== 1 || wrong[0] !== check || !found) {
    throw new Error(`${check} alone should be wrong; wrong are: ${wrong.join(', ') || 'none'}`);
  }
  if (!found.cause || !found.fix) throw new Error(`${check} names no cause, or no fix`);
  return found;
}

export interface TestBucket {
  name: string;
  keys(): Promise<string[]>;
  remove(): Promise<void>;
}

/** @param cors the CORS rules; by default the deployed ones, for the origin of the tests; null for none */
export async function newBucket(cors?: CORSRule[] | null): Promise<TestBucket> {
  const endpoint = process.env.S3_ENDPOINT ?? '';
  const s3 = new S3({
    region: 'us-east-1',
    credentials: CREDENTIALS,
    endpoint,
    forcePathStyle: true,
  });
  const Bucket = `doctor-${randomUUID()}`;
  await s3.createBucket({ Bucket });
  if (cors !== null) {
    const CORSConfiguration = cors ? { CORSRules: cors } : corsFor([ORIGIN]);
    await s3.putBucketCors({ Bucket, CORSConfiguration });
  }
  const keys = async () => {
    const { Contents: objects = [] } = await s3.listObjectsV2({ Bucket });
    return objects.map(({ Key: key = '' }) => key);
  };
  return {
    name: Bucket,
    keys,
    async remove() {
      for (const Key of await keys()) await s3.deleteObject({ Bucket, Key });
      await s3.deleteBucket({ Bucket });
      s3.destroy();
    },
  };
}

export interface ProxiedRequest {
  method: string;
  /** The path and query of the request. */
  url: URL;
  headers: IncomingMessage['headers'];
}

export interface ProxyAnswer {
  status: number;
  headers?: Record<string, string>;
  body?: string;
}

export interface TestProxy {
  url: string;
  stop(): Promise<void>;
}

/**
 * A proxy in front of another server.
 * @param instead returns the response to a request that the proxy answers itself
 * @param alter changes the headers of the other server's response
 */
export async function startProxy(
  target: string,
  instead: (asked: ProxiedRequest) => ProxyAnswer | undefined,
  alter: (headers: IncomingMessage['headers'], asked: ProxiedRequest) => void = () => {},
): Promise<TestProxy> {
  const server = createServer((incoming, response) => {
    const asked = {
      method: incoming.method ?? '',
      url: new URL(incoming.url ?? '', target),
      headers: incoming.headers,
    };
    const own = instead(asked);
    if (own) {
      incoming.resume();
      incoming.on('end', () => response.writeHead(own.status, own.headers).end(own.body));
    } else {
      passOn(incoming, response, target, (headers) => alter(headers, asked));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function passOn(
  incoming: IncomingMessage,
  response: ServerResponse,
  target: string,
  alter: (headers: IncomingMessage['headers']) => void,
): void {
  const { hostname, port } = new URL(target);
  const { method, url: path, headers } = incoming;
  const outgoing = request({ hostname, port, method, path, headers }, (answer) => {
    alter(answer.headers);
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  outgoing.on('error', () => response.destroy());
  incoming.pipe(outgoing);
}
