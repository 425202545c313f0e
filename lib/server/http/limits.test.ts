// Limits through the handlers themselves: exact however many calls come at once, one agent's apart from another's, and told.
import { DELETE, POST } from '@/app/api/profile/image/route';
import { PUT } from '@/app/api/profile/route';
import { problem } from '@/lib/shared/profile-schema';
import { type Agent, newAgent } from './fakes/agent';

const UPLOADS = 12;
const WRITES = 9;

beforeAll(() => {
  Object.assign(process.env, {
    UPLOADS_PER_MINUTE: String(UPLOADS),
    UPLOADS_PER_DAY: '100000',
    OPEN_UPLOADS: '100000',
    WRITES_PER_MINUTE: String(WRITES),
  });
});

const ask = (agent: Agent, body: object = { fileName: 'a.png', contentType: 'image/png' }) =>
  POST(agent.request('POST', '/api/profile/image', body));

async function atOnce(calls: number, call: () => Promise<Response>): Promise<Response[]> {
  return Promise.all(Array.from({ length: calls }, call));
}

const withStatus = (answers: Response[], status: number) =>
  answers.filter((answer) => answer.status === status);

async function expectRefused(answers: Response[], rule: string): Promise<void> {
  for (const answer of answers) {
    expect(problem.parse(await answer.json())).toMatchObject({ code: 'rate_limited' });
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect(Number(answer.headers.get('retry-after'))).toBeLessThanOrEqual(60);
    expect(answer.headers.get('ratelimit')).toMatch(new RegExp(`"${rule}";r=0;t=[1-6]?[0-9]`));
    expect(answer.headers.get('ratelimit-policy')).toContain(`"${rule}";q=`);
    expect(answer.headers.get('cache-control')).toBe('private, no-store');
  }
}

test('of three times as many uploads as may be asked for, exactly so many are', async () => {
  const [agent, colleague] = [await newAgent(), await newAgent()];
  const bad = { fileName: '', contentType: 'image/png' };
  // Bad requests: they count too, and cost no photo its turn in the user's order.
  const answers = await atOnce(UPLOADS * 3, () => ask(agent, bad));
  expect(withStatus(answers, 400)).toHaveLength(UPLOADS);
  expect(withStatus(answers, 429)).toHaveLength(UPLOADS * 2);
  await expectRefused(withStatus(answers, 429), 'uploads-minute');
  expect((await ask(agent)).status).toBe(429);
  const other = await ask(colleague);
  expect(other.status).toBe(200);
  expect(other.headers.get('ratelimit')).toContain(`"uploads-minute";r=${UPLOADS - 1};t=`);
});

test('good ones at once: so many are given, each with a key of its own, and no more', async () => {
  const agent = await newAgent();
  const answers = await atOnce(UPLOADS * 3, () => ask(agent));
  const given = withStatus(answers, 200);
  expect(withStatus(answers, 429)).toHaveLength(UPLOADS * 2);
  expect(given).toHaveLength(UPLOADS);
  const keys = await Promise.all(given.map(async (answer) => (await answer.json()).s3Key));
  expect(new Set(keys).size).toBe(UPLOADS);
});

test('changes of names and of the photo count together', async () => {
  const agent = await newAgent();
  const change = () => PUT(agent.request('PUT', '/api/profile', { nombre: 'Eva' }));
  const remove = () => DELETE(agent.request('DELETE', '/api/profile/image'));
  expect((await remove()).status).toBe(200);
  const answers = await atOnce(WRITES * 3, change);
  expect(withStatus(answers, 200)).toHaveLength(WRITES - 1);
  await expectRefused(withStatus(answers, 429), 'writes-minute');
  expect((await remove()).status).toBe(429);
});
