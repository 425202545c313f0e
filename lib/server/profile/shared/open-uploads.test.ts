// The limit of open uploads is exact, and an upload that ends makes room.

import { issueUpload } from '@/lib/server/profile/use-cases/issue-upload';
import { updateProfile } from '@/lib/server/profile/use-cases/update-profile';
import { withdrawUpload } from '@/lib/server/profile/use-cases/withdraw-upload';
import { URL_LIFETIME_SECONDS } from '@/lib/shared/upload-policy';
import { BAD, type World } from '@/test/profile/memory-ports';
import {
  AGENT,
  agentsWorld,
  BY,
  issueOne,
  putUpload,
  showOne,
  uploadOne,
} from '@/test/profile/scenes';

function worldWith(openUploads: number): World {
  const here = agentsWorld();
  here.policy.openUploads = openUploads;
  return here;
}

const refused = { code: 'rate_limited', retryAfter: URL_LIFETIME_SECONDS };

test('of a hundred concurrent requests, exactly as many as the limit succeed', async () => {
  const here = worldWith(7);
  const asked = await Promise.allSettled(Array.from({ length: 100 }, () => issueOne(here)));
  expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(7);
  const reasons = asked.flatMap((one) => (one.status === 'rejected' ? [one.reason.code] : []));
  expect(new Set(reasons)).toEqual(new Set(['rate_limited']));
  expect(here.store.images()).toHaveLength(7);
});

test('a refusal has rate limit headers and is not logged as an error', async () => {
  const here = worldWith(2);
  const errors: string[] = [];
  here.log.error = (_fields, message) => void errors.push(message);
  await issueOne(here);
  here.clock.advance(10);
  await issueOne(here);
  here.clock.advance(10);
  await expect(issueOne(here)).rejects.toMatchObject({
    code: 'rate_limited',
    retryAfter: 280,
    headers: {
      'ratelimit-policy': '"uploads-open";q=2;w=300',
      ratelimit: '"uploads-open";r=0;t=280',
    },
  });
  expect(errors).toEqual([]);
});

test('processed uploads are not open, however many', async () => {
  const here = worldWith(2);
  for (let count = 0; count < 60; count++) await showOne(here);
  await issueOne(here);
  await issueOne(here);
  await expect(issueOne(here)).rejects.toMatchObject(refused);
});

test.each<[string, (here: World) => Promise<unknown>]>([
  ['confirmed', (here) => settle(here)],
  [
    'rejected',
    (here) => expect(settle(here, BAD)).rejects.toMatchObject({ code: 'image_rejected' }),
  ],
  ['withdrawn', async (here) => withdrawUpload(here, AGENT, newest(here).key, BY)],
  ['of no use any more', async (here) => here.clock.advance(URL_LIFETIME_SECONDS)],
])('an upload that is %s makes room', async (_how, end) => {
  const here = worldWith(2);
  await issueOne(here);
  await issueOne(here);
  await expect(issueOne(here)).rejects.toMatchObject(refused);
  await end(here);
  await expect(issueOne(here)).resolves.toMatchObject({ state: 'issued' });
});

test('counts over several pages', async () => {
  const here = worldWith(30);
  for (let count = 0; count < 29; count++) await uploadOne(here);
  const asked = { fileName: 'foto.png', contentType: 'image/png' as const };
  await issueUpload(here, AGENT, asked, BY);
  await expect(issueUpload(here, AGENT, asked, BY)).rejects.toMatchObject({ code: 'rate_limited' });
});

const newest = (here: World) => {
  const image = here.store.images().at(-1);
  if (!image) throw new Error('no image');
  return image;
};

async function settle(here: World, bytes?: Uint8Array): Promise<void> {
  putUpload(here, newest(here), bytes);
  await updateProfile(here, AGENT, { profileImageKey: newest(here).key }, BY);
}
