// The webhook with a real receiver. The signatures are verified by the library of the specification.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';
import type { PhotoChanged } from '@/lib/server/profile/domain/model';
import type { Clock } from '@/lib/server/shared/clock';
import { webhookSender } from './webhook';

const KEY = Buffer.alloc(32, 7);
const EVENT: PhotoChanged = {
  eventId: '0199aaaa-0000-7000-8000-000000000001',
  userId: 'agente ñ',
  order: 4,
  at: '2026-11-29T10:00:00.000Z',
  reason: 'shown',
  link: 'https://perfil.example/f/abc.jpg',
  keys: { master: 'profiles/a/1.webp', variants: { email: 'profiles/a/1/email.jpg' } },
};

interface Received {
  method: string | undefined;
  path: string | undefined;
  headers: Record<string, string>;
  body: string;
}

let received: Received[] = [];
let answer: (response: ServerResponse, request: IncomingMessage) => void;
const server = createServer({ keepAliveTimeout: 0 }, async (request, response) => {
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
  );
  const { method, url: path } = request;
  received.push({ method, path, headers, body: await text(request) });
  answer(response, request);
});
let url = '';
/** The sleeps of the sender, which end when a test says so. */
let wakes: (() => void)[] = [];
const clock: Clock = {
  now: () => new Date(),
  sleep: (_wait, signal) =>
    new Promise((resolve) => {
      wakes.push(resolve);
      signal?.addEventListener('abort', () => resolve(), { once: true });
    }),
};

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook?key=private`;
});

afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

beforeEach(() => {
  received = [];
  wakes = [];
  answer = (response) => void response.end();
});

const send = () => webhookSender({ url, key: KEY }, clock)(EVENT);
const status = (code: number, headers: Record<string, string> = {}) => {
  answer = (response) => void response.writeHead(code, headers).end();
};

test('a signed POST that the library of the specification verifies', async () => {
  expect(await send()).toEqual({ is: 'accepted' });
  const [only] = received;
  if (!only) throw new Error('nothing came');
  const { method, path, headers, body } = only;
  expect([method, path]).toEqual(['POST', '/hook?key=private']);
  expect(headers['content-type']).toBe('application/json');
  expect(headers['webhook-id']).toBe(EVENT.eventId);
  const receiver = new Webhook(`whsec_${KEY.toString('base64')}`);
  expect(receiver.verify(body, headers)).toEqual({
    type: 'photo.changed',
    timestamp: EVENT.at,
    data: { userId: EVENT.userId, reason: 'shown', link: EVENT.link, keys: EVENT.keys },
  });
  const other = new Webhook(`whsec_${Buffer.alloc(32, 8).toString('base64')}`);
  expect(() => other.verify(body, headers)).toThrow('No matching signature');
  expect(() => receiver.verify(`${body} `, headers)).toThrow('No matching signature');
});

test('another attempt has the same id and body', async () => {
  status(500);
  expect(await send()).toEqual({ is: 'failed', why: 'status 500' });
  status(204);
  expect(await send()).toEqual({ is: 'accepted' });
  const [first, second] = received;
  expect(second?.body).toBe(first?.body);
  expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
});

test.each([400, 401, 404, 429, 503])('status %d is a failure', async (code) => {
  status(code);
  expect(await send()).toEqual({ is: 'failed', why: `status ${code}` });
});

test('a 410 drops the event', async () => {
  status(410);
  expect(await send()).toEqual({ is: 'gone' });
});

test.each([301, 302, 303, 307, 308])('a redirect with %d is not followed', async (code) => {
  status(code, { location: '/elsewhere' });
  expect(await send()).toEqual({ is: 'failed', why: `status ${code}, which is not followed` });
  expect(received).toHaveLength(1);
});

test('a request to a receiver that never answers is aborted, and the delivery has failed', async () => {
  let closed: Promise<unknown> = Promise.resolve();
  const arrived = new Promise<void>((resolve) => {
    answer = (response) => {
      closed = once(response, 'close');
      resolve();
    };
  });
  const sending = send();
  await arrived;
  expect(wakes).toHaveLength(1);
  wakes[0]?.();
  expect(await sending).toEqual({ is: 'failed', why: 'no answer in time' });
  await closed;
});

test('the body of the response is not read: an endless one is aborted', async () => {
  let written = 0;
  let closed: Promise<unknown> = Promise.resolve();
  answer = (response) => {
    closed = once(response, 'close');
    const chunk = Buffer.alloc(65_536);
    const more = () => {
      while (!response.destroyed && response.write(chunk)) written += chunk.length;
      if (!response.destroyed) response.once('drain', more);
    };
    more();
  };
  expect(await send()).toEqual({ is: 'accepted' });
  await closed;
  // Only what fits into the buffers between the two.
  expect(written).toBeLessThan(64 * 1024 * 1024);
});

test('an unreachable receiver, or one that closes the connection, is a failure that does not name the address', async () => {
  const nobody = createServer().listen(0, '127.0.0.1');
  await once(nobody, 'listening');
  const { port } = nobody.address() as AddressInfo;
  nobody.close();
  await once(nobody, 'close');
  const away = webhookSender({ url: `http://127.0.0.1:${port}/?key=private`, key: KEY }, clock);
  expect(await away(EVENT)).toEqual({ is: 'failed', why: 'ECONNREFUSED' });
  answer = (response) => void response.destroy();
  const hungUp = await send();
  expect(hungUp.is).toBe('failed');
  expect(JSON.stringify(hungUp)).not.toMatch(/127\.0\.0\.1|private/);
});
