// Many concurrent upload requests of one user: exactly as many as the limits allow succeed, and the rest get a 429.
import { POST } from '@/app/api/profile/image/route';
import { app } from '@/lib/server/compose';
import { env } from '@/lib/server/env';
import { problem } from '@/lib/shared/profile-schema';
import { type Agent, newAgent } from './agent';
import { inFlight } from './at-once';

/** The default limits, as documented by the original API. */
export const UPLOADS = 20;
const UPLOADS_A_DAY = 200;
const IN_FLIGHT = 50;

/** Requests an upload. */
export const ask = (agent: Agent, body: object = { fileName: 'a.png', contentType: 'image/png' }) =>
  POST(agent.request('POST', '/api/profile/image', body));

/** The responses with a status. */
export const withStatus = (answers: Response[], status: number) =>
  answers.filter((answer) => answer.status === status);

/** Expects 429 with the headers of the rule in every response. */
export async function expectRefused(answers: Response[], rule: string): Promise<void> {
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

/** Stops the clock until the end of the test file, so that no limit window ends on a slow machine. */
export function stopClock(): void {
  jest.spyOn(Date, 'now').mockReturnValue(Date.now());
}

/** Sends that many requests of one user, and checks that another user is not affected. */
export async function uploadsAtOnce(count: number): Promise<void> {
  const [agent, colleague] = [await newAgent(), await newAgent()];
  const answers = await inFlight(IN_FLIGHT, count, () => ask(agent));
  const given = withStatus(answers, 200);
  expect(given.length).toBe(UPLOADS);
  const keys = await Promise.all(given.map(async (answer) => (await answer.json()).s3Key));
  expect(new Set(keys).size).toBe(UPLOADS);
  expect(withStatus(answers, 429).length).toBe(count - UPLOADS);
  await expectRefused(withStatus(answers, 429), 'uploads-minute');
  const { uploadsPerMinute, uploadsPerDay } = env().limits;
  // The rejected requests did not count against the day. This count is the next one.
  const [, day] = await app().rateLimiter.count([uploadsPerMinute, uploadsPerDay], agent.userId);
  expect(day).toMatchObject({ allowed: true, remaining: UPLOADS_A_DAY - UPLOADS });

  const other = await ask(colleague);
  expect(other.status).toBe(200);
  expect(other.headers.get('ratelimit')).toMatch(
    /^"uploads-minute";r=19;t=\d+, "uploads-day";r=199;t=\d+$/,
  );
}
