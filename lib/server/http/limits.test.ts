// The default rate limits through the handlers: exact for any number of concurrent calls, per user, and with
// headers.
import { DELETE } from '@/app/api/profile/image/route';
import { PUT } from '@/app/api/profile/route';
import { newAgent } from '@/test/http/agent';
import { inFlight } from '@/test/http/at-once';
import {
  ask,
  expectRefused,
  stopClock,
  UPLOADS,
  uploadsAtOnce,
  withStatus,
} from '@/test/http/uploads-at-once';

const WRITES = 60;
const IN_FLIGHT = 20;

beforeAll(stopClock);

test('of a hundred concurrent upload requests, as many succeed as the minute limit allows, and the rest do not count for the day', async () => {
  await uploadsAtOnce(100);
});

test('invalid requests count too', async () => {
  const agent = await newAgent();
  const bad = { fileName: '', contentType: 'image/png' };
  const answers = await inFlight(IN_FLIGHT, UPLOADS * 2, () => ask(agent, bad));
  expect(withStatus(answers, 400)).toHaveLength(UPLOADS);
  await expectRefused(withStatus(answers, 429), 'uploads-minute');
  expect((await ask(agent)).status).toBe(429);
});

test('changes of names and of the photo share a limit', async () => {
  const agent = await newAgent();
  const change = () => PUT(agent.request('PUT', '/api/profile', { nombre: 'Eva' }));
  const remove = () => DELETE(agent.request('DELETE', '/api/profile/image'));
  expect((await remove()).status).toBe(200);
  const answers = await inFlight(IN_FLIGHT, WRITES * 2, change);
  expect(withStatus(answers, 200)).toHaveLength(WRITES - 1);
  await expectRefused(withStatus(answers, 429), 'writes-minute');
  expect((await remove()).status).toBe(429);
});
