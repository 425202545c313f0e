// Many concurrent calls of one user without rate limits: each is answered, and the changes are serialized.
import { POST } from '@/app/api/profile/image/route';
import { GET, PUT } from '@/app/api/profile/route';
import { newAgent } from './agent';
import { atOnce } from './at-once';
import { liftLimits } from './lift-limits';

const asked = { fileName: 'a.png', contentType: 'image/png' };

/** Requests uploads, and withdraws every tenth one. */
export async function manyAtOnce(uploads: number): Promise<void> {
  liftLimits();
  const agent = await newAgent();
  const changed = { nombre: 'Eva', profileImageKey: null };
  const answers = await atOnce(uploads + uploads / 10, (nth) =>
    nth % 11 === 10
      ? PUT(agent.request('PUT', '/api/profile', changed))
      : POST(agent.request('POST', '/api/profile/image', asked)),
  );
  expect(answers.map(({ status }) => status).filter((status) => status !== 200)).toEqual([]);
  const keys = await Promise.all(answers.map(async (answer) => (await answer.json()).s3Key));
  expect(new Set(keys.filter(Boolean)).size).toBe(uploads);

  const last = await (await POST(agent.request('POST', '/api/profile/image', asked))).json();
  const profile = await (await GET(agent.request('GET', '/api/profile'))).json();
  expect(profile).toMatchObject({ nombre: 'Eva', profileImagePending: { key: last.s3Key } });
}
