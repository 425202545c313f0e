// The events of a configured webhook, from the handlers to the receiver, on the real engines.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { cameraPhoto } from 'odd-images/camera-photo';
import { Webhook } from 'standardwebhooks';
import { DELETE, POST } from '@/app/api/profile/image/route';
import { PUT as LINK } from '@/app/api/profile/link/route';
import { PUT } from '@/app/api/profile/route';
import { app } from '@/lib/server/compose';
import { type KeepAlive, withinDeadline } from '@/lib/server/shared/deadline';
import { type Agent, askUpload, newAgent, put } from './agent';
import { heldNetwork } from './held-network';
import { showPhoto } from './show-photo';

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

interface PhotoEvent {
  type: string;
  timestamp: string;
  data: {
    userId: string;
    reason: string;
    link: string | null;
    keys: { master: string; variants: Record<string, string> } | null;
  };
}

const network = heldNetwork();
/** The received events, by user: other tests may leave events in the same table. */
const received = new Map<string, PhotoEvent[]>();
const receiver = createServer({ keepAliveTimeout: 0 }, async (request, response) => {
  const body = await text(request);
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
  );
  const event = new Webhook(SECRET).verify(body, headers) as PhotoEvent;
  const { userId } = event.data;
  received.set(userId, [...(received.get(userId) ?? []), event]);
  response.end();
});
let photo: Buffer;
let agent: Agent;

beforeAll(async () => {
  receiver.listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  const { port } = receiver.address() as AddressInfo;
  process.env.WEBHOOK_URL = `http://127.0.0.1:${port}/photos`;
  process.env.WEBHOOK_SECRET = SECRET;
  process.env.DYNAMODB_ENDPOINT = await network.before(process.env.DYNAMODB_ENDPOINT ?? '');
  photo = await cameraPhoto({ width: 400, height: 400, format: 'png' });
});

afterAll(async () => {
  receiver.closeAllConnections();
  receiver.close();
  await once(receiver, 'close');
  await network.close();
});

beforeEach(async () => {
  agent = (await network.trips(() => newAgent())).result;
});

/** Sweeps until the events of the user have come: a sweep has a time limit, which a slow machine may reach. */
async function sweepUntil(of: Agent, count: number): Promise<void> {
  do await app().sweep();
  while (eventsOf(of).length < count);
}

const eventsOf = ({ userId }: Agent) => received.get(userId) ?? [];

test('an event adds neither a service call nor a stage to a change', async () => {
  const upload = (await network.trips(() => askUpload(POST, agent))).result;
  await put(upload.presignedUrl, upload.headers, photo);
  const confirm = () =>
    PUT(agent.request('PUT', '/api/profile', { profileImageKey: upload.s3Key }));
  const confirmed = await network.trips(confirm);
  expect(confirmed.result.status).toBe(200);
  const ofDynamoDb = ({ stages }: typeof confirmed.trips) =>
    stages.filter((stage) => stage.some((call) => !call.startsWith('S3'))).length;
  // As in service-calls.test.ts, where no receiver is configured.
  expect(confirmed.trips.dynamoDb).toBe(5);
  const removed = await network.trips(() => DELETE(agent.request('DELETE', '/api/profile/image')));
  expect(removed.result.status).toBe(200);
  expect([removed.trips.dynamoDb, ofDynamoDb(removed.trips)]).toEqual([4, 4]);
  // In this process no work continues after a response, so nothing is sent before the sweep.
  expect(eventsOf(agent)).toEqual([]);
});

test('the sweep delivers the waiting events of the handlers in order', async () => {
  await network.trips(async () => {
    const { s3Key } = await showPhoto(agent, photo);
    await LINK(agent.request('PUT', '/api/profile/link', { audience: 'team' }));
    await DELETE(agent.request('DELETE', '/api/profile/image'));
    expect(eventsOf(agent)).toEqual([]);
    await sweepUntil(agent, 3);
    const [shown, linked, removed, ...more] = eventsOf(agent);
    expect(more).toEqual([]);
    expect(shown?.data).toMatchObject({ reason: 'shown', link: null, keys: { master: s3Key } });
    expect(Object.keys(shown?.data.keys?.variants ?? {})).toContain('email');
    const link = linked?.data.link ?? '';
    expect(link).toMatch(/^http:\/\/localhost:3000\/f\/[\w-]{22}\.jpg$/);
    expect(linked?.data).toMatchObject({ reason: 'link_on', keys: { master: s3Key } });
    expect(removed?.data).toEqual({ userId: agent.userId, reason: 'removed', link, keys: null });
    expect(JSON.stringify(eventsOf(agent))).not.toMatch(/Ana|Ram/);
    // The outbox is empty.
    await app().sweep();
    expect(eventsOf(agent)).toHaveLength(3);
  });
});

test('delivery begins after the response if the host keeps the process alive', async () => {
  const { userId } = agent;
  const caller = { userId, kind: 'session' as const, signedInAt: Date.now() };
  const rest: (() => Promise<unknown>)[] = [];
  const keep: KeepAlive = (work) => typeof work === 'function' && rest.push(work) > 0;
  const change = () =>
    withinDeadline(
      600_000,
      () => app().forCaller(caller).changeLink({ audience: 'team', renew: true }),
      keep,
    );
  await network.trips(async () => {
    for (const reason of ['link_on', 'link_renewed']) {
      const before = eventsOf(agent);
      await change();
      expect(eventsOf(agent)).toEqual(before);
      await rest.shift()?.();
      expect(eventsOf(agent).at(-1)?.data.reason).toBe(reason);
    }
  });
  expect(eventsOf(agent)).toHaveLength(2);
  expect(rest).toEqual([]);
});

test('an erasure sends an event, which is the last one', async () => {
  await network.trips(async () => {
    await showPhoto(agent, photo);
    const { userId } = agent;
    const own = app().forCaller({ userId, kind: 'session', signedInAt: Date.now() });
    expect((await own.eraseOwnData(userId)).left).toEqual([]);
    await sweepUntil(agent, 1);
    const [erased, ...more] = eventsOf(agent);
    expect(more).toEqual([]);
    expect(erased?.data).toEqual({
      userId: agent.userId,
      reason: 'erased',
      link: null,
      keys: null,
    });
  });
});
