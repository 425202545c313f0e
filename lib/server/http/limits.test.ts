// Limits through the handlers themselves, as they are by default: exact however many calls come at once, one agent's apart
// from another's, and told.
import { DELETE, POST } from '@/app/api/profile/image/route';
import { PUT } from '@/app/api/profile/route';
import { app } from '@/lib/server/compose';
import { env } from '@/lib/server/env';
import { problem } from '@/lib/shared/profile-schema';
import { type Agent, newAgent } from './fakes/agent';
import { atOnce } from './fakes/at-once';

const UPLOADS = 20;
const UPLOADS_A_DAY = 200;
const WRITES = 60;

const ask = (agent: Agent, body: object = { fileName: 'a.png', contentType: 'image/png' }) =>
  POST(agent.request('POST', '/api/profile/image', body));

const withStatus = (answers: Response[], status: number) =>
  answers.filter((answer) => answer.status === status);

async function expectRefused(answers: Response[], rule: string): Promise<void> {
  for (const answer of answers) {
    expect(problem.parse(await answer.json())).toMatchObject({ code: 'rate_limited' });
    const retryAfter = Number(answer.headers.get('retry-after'));
    expect(retryAfter).toBeGreaterThanOrEqual(1);
    expect(retryAfter).toBeLessThanOrEqual(60);
    expect(answer.headers.get('ratelimit')).toBe(`"${rule}";r=0;t=${retryAfter}`);
    expect(answer.headers.get('ratelimit-policy')).toContain(`"${rule}";q=`);
    expect(answer.headers.get('cache-control')).toBe('private, no-store');
  }
}

test('of a thousand uploads asked for at once, a minute’s worth is given, and the day is not used up', async () => {
  const [agent, colleague] = [await newAgent(), await newAgent()];
  const answers = await atOnce(1000, () => ask(agent));
  const given = withStatus(answers, 200);
  expect(given.length).toBe(UPLOADS);
  const keys = await Promise.all(given.map(async (answer) => (await answer.json()).s3Key));
  expect(new Set(keys).size).toBe(UPLOADS);
  expect(withStatus(answers, 429).length).toBe(1000 - UPLOADS);
  await expectRefused(withStatus(answers, 429), 'uploads-minute');
  const day = await app().rateLimiter.count(env().limits.uploadsPerDay, agent.userId);
  expect(day).toMatchObject({ allowed: true, remaining: UPLOADS_A_DAY - UPLOADS - 1 });

  const other = await ask(colleague);
  expect(other.status).toBe(200);
  expect(other.headers.get('ratelimit')).toMatch(
    /^"uploads-minute";r=19;t=\d+, "uploads-day";r=199;t=\d+$/,
  );
});

test('bad requests count, too', async () => {
  const agent = await newAgent();
  const bad = { fileName: '', contentType: 'image/png' };
  const answers = await atOnce(UPLOADS * 2, () => ask(agent, bad));
  expect(withStatus(answers, 400)).toHaveLength(UPLOADS);
  await expectRefused(withStatus(answers, 429), 'uploads-minute');
  expect((await ask(agent)).status).toBe(429);
});

test('changes of names and of the photo count together', async () => {
  const agent = await newAgent();
  const change = () => PUT(agent.request('PUT', '/api/profile', { nombre: 'Eva' }));
  const remove = () => DELETE(agent.request('DELETE', '/api/profile/image'));
  expect((await remove()).status).toBe(200);
  const answers = await atOnce(WRITES * 2, change);
  expect(withStatus(answers, 200)).toHaveLength(WRITES - 1);
  await expectRefused(withStatus(answers, 429), 'writes-minute');
  expect((await remove()).status).toBe(429);
});
