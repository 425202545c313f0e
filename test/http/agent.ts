// A new signed-in user, who calls the route handlers with real requests on the real engines.
import { randomUUID } from 'node:crypto';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { encode } from 'next-auth/jwt';
import { sessionClaims } from '@/lib/server/auth/session-claims';
import { dynamoDbClient } from '@/lib/server/aws/clients';
import { env } from '@/lib/server/env';
import type { IssueUploadRequest, IssueUploadResponse } from '@/lib/shared/profile-schema';

export const ORIGIN = 'http://localhost:3000';

/** A route handler, as Next calls it. */
export type Handler = (request: Request) => Promise<Response>;

export interface Agent {
  userId: string;
  /** The Cookie header of the session. */
  cookie: string;
  /** Creates a request of the user; the body is sent as JSON, unless it is bytes or text. */
  request(method: string, path: string, body?: unknown, headers?: HeadersInit): Request;
}

/**
 * @param attributes further attributes of their `Users` item; an undefined userId creates a new one
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
  return signedInAgent(userId);
}

/** Signs in a user, who may have no `Users` item. */
export async function signedInAgent(userId: string): Promise<Agent> {
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

/** Creates an unauthenticated request. */
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

/** Requests an upload from the handler of POST /api/profile/image. */
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

/** PUTs the bytes to the URL, with only the headers of the response. */
export async function put(
  url: string,
  headers: Record<string, string>,
  bytes: Uint8Array,
): Promise<Response> {
  return fetch(url, { method: 'PUT', headers, body: new Uint8Array(bytes) });
}
