// EventBridge, with a server that speaks the protocol of PutEvents.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { PhotoChanged } from '@/lib/server/profile/domain/model';
import { eventBusSender } from './event-bus';

const EVENT: PhotoChanged = {
  eventId: '0199aaaa-0000-7000-8000-000000000001',
  userId: 'agente',
  order: 4,
  at: '2026-11-29T10:00:00.000Z',
  reason: 'removed',
  link: null,
  keys: null,
};
const ACCEPTED = { FailedEntryCount: 0, Entries: [{ EventId: 'e1' }] };

let received: { target: unknown; body: unknown }[] = [];
let answer: { status: number; body: object };
const server = createServer({ keepAliveTimeout: 0 }, async (request, response) => {
  const body: unknown = JSON.parse(await text(request));
  received.push({ target: request.headers['x-amz-target'], body });
  response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.1' });
  response.end(JSON.stringify(answer.body));
});
let bus: ReturnType<typeof eventBusSender>;

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const credentials = async () => ({ accessKeyId: 'key', secretAccessKey: 'secret' });
  bus = eventBusSender(
    { region: 'us-east-1', timeout: 600_000, endpoint, credentials },
    'polizalab-events',
  );
});

afterAll(async () => {
  bus.close();
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

beforeEach(() => {
  received = [];
  answer = { status: 200, body: ACCEPTED };
});

test('puts one entry on the bus, whose detail has the id of the event', async () => {
  expect(await bus.send(EVENT)).toEqual({ is: 'accepted' });
  const [{ target, body } = { target: null, body: null }] = received;
  expect(target).toBe('AWSEvents.PutEvents');
  const { Entries: entries } = body as { Entries: [Record<string, unknown>] };
  const [{ Detail: detail, ...entry }] = entries;
  expect(entry).toEqual({
    EventBusName: 'polizalab-events',
    Source: 'polizalab.profile',
    DetailType: 'photo.changed',
    Time: Date.parse(EVENT.at) / 1000,
  });
  expect(JSON.parse(String(detail))).toEqual({
    id: EVENT.eventId,
    type: 'photo.changed',
    timestamp: EVENT.at,
    data: { userId: 'agente', reason: 'removed', link: null, keys: null },
  });
});

test('an entry that is refused in a response of 200 is a failure', async () => {
  const refused = { ErrorCode: 'InternalFailure', ErrorMessage: 'private' };
  answer.body = { FailedEntryCount: 1, Entries: [refused] };
  expect(await bus.send(EVENT)).toEqual({ is: 'failed', why: 'InternalFailure' });
});

test('a refused request is a failure with the name of the error only', async () => {
  answer = { status: 400, body: { __type: 'AccessDeniedException', message: 'private' } };
  expect(await bus.send(EVENT)).toEqual({ is: 'failed', why: 'AccessDeniedException' });
});
