// An agent of the test's own, signed in, who calls the route handlers with real requests on the real engines.
import { randomUUID } from 'node:crypto';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { encode } from 'next-auth/jwt';
import { sessionClaims } from '@/lib/server/auth/session-claims';
import { dynamoDbClient } from '@/lib/server/aws/clients';
import { env } from '@/lib/server/env';
import type { IssueUploadRequest, IssueUploadResponse } from '@/lib/shared/profile-schema';

export const ORIGIN = 'http://localhost:3000';

/** As Next calls it. */
export type Handler = (request: Request) => Promise<Response>;

export interface Agent {
  userId: string;
  /** The Cookie header of their session. */
  cookie: string;
  /** A request of theirs; a body becomes JSON, unless it is bytes or text already. */
  request(method: string, path: string, body?: unknown, headers?: HeadersInit): Request;
}

/**
 * @param attributes what stands in their item of `Users` besides the names; an undefined userId makes a new one
 */
export async function newAgent(attributes: Record<string, unknown> = {}): Promise<Agent> {
  const { region, awsTimeout: timeout, dynamoDbEndpoint, usersTable } = env();
  const userId = String(attributes.userId ?? `route-${randomUUID()}`);
  const client = dynamoDbClient({ region, timeout, endpoint: dynamoDbEndpoint });
  const Item = {
    email: 'ana@polizalab.test',
    nombre: 'Ana',
    apellido: 'Ramírez',
    createdAt: '2024-01-01T00:00:00Z',
    ...attributes,
    userId,
  };
  await client.send(new PutCommand({ TableName: usersTable, Item }));
  client.destroy();
  return stranger(userId);
}

/** Signed in, but with no item in `Users`. */
export async function stranger(userId: string): Promise<Agent> {
  const token = await encode({
    token: { ...sessionClaims(userId, Date.now()) },
    secret: env().sessionSecret,
  });
  const cookie = `next-auth.session-token=${token}`;
  return {
    userId,
    cookie,
    request: (method, path, body, headers) =>
      makeRequest(method, path, body, { cookie, ...headers }),
  };
}

/** A request as a client sends it that nobody is signed in with. */
export function makeRequest(
  method: string,
  path: string,
  body?: unknown,
  headers: HeadersInit = {},
): Request {
  const isRaw = typeof body === 'string' || body instanceof Uint8Array;
  return new Request(`${ORIGIN}${path}`, {
    method,
    headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    ...(body !== undefined && { body: (isRaw ? body : JSON.stringify(body)) as BodyInit }),
  });
}

/** The right to upload, from the handler of POST /api/profile/image. */
export async function askUpload(
  post: Handler,
  agent: Agent,
  asked: Partial<IssueUploadRequest> = {},
): Promise<IssueUploadResponse> {
  const body = { fileName: 'foto.png', contentType: 'image/png', ...asked };
  const response = await post(agent.request('POST', '/api/profile/image', body));
  if (response.status !== 200) throw new Error(`POST answered ${await response.text()}`);
  return response.json();
}

/** Puts the bytes where the URL says, and nothing but the headers that it says. */
export async function put(
  url: string,
  headers: Record<string, string>,
  bytes: Uint8Array,
): Promise<Response> {
  return fetch(url, { method: 'PUT', headers, body: new Uint8Array(bytes) });
}
