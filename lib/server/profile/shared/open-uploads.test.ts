// The limit of open uploads is exact, and an upload that ends makes room.

import { changedImages } from '@/lib/server/profile/domain/image-life';
import { findUser } from '@/lib/server/profile/shared/find-user';
import { issueUpload } from '@/lib/server/profile/use-cases/issue-upload';
import { updateProfile } from '@/lib/server/profile/use-cases/update-profile';
import { withdrawUpload } from '@/lib/server/profile/use-cases/withdraw-upload';
import { URL_LIFETIME_SECONDS } from '@/lib/shared/upload-policy';
import { BAD, type MemoryPorts } from '@/test/profile/memory-ports';
import {
  AGENT,
  BY,
  issueOne,
  memoryPortsWithAgent,
  putUpload,
  showOne,
  uploadOne,
} from '@/test/profile/start-states';

function memoryPortsWith(openUploads: number): MemoryPorts {
  const memory = memoryPortsWithAgent();
  memory.policy.openUploads = openUploads;
  return memory;
}

const refused = { code: 'rate_limited', retryAfter: URL_LIFETIME_SECONDS };

test('of a hundred concurrent requests, exactly as many as the limit succeed', async () => {
  const memory = memoryPortsWith(7);
  const asked = await Promise.allSettled(Array.from({ length: 100 }, () => issueOne(memory)));
  expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(7);
  const reasons = asked.flatMap((one) => (one.status === 'rejected' ? [one.reason.code] : []));
  expect(new Set(reasons)).toEqual(new Set(['rate_limited']));
  expect(memory.store.images()).toHaveLength(7);
});

test('a refusal has rate limit headers and is not logged as an error', async () => {
  const memory = memoryPortsWith(2);
  const errors: string[] = [];
  memory.log.error = (_fields, message) => void errors.push(message);
  await issueOne(memory);
  memory.clock.advance(10);
  await issueOne(memory);
  memory.clock.advance(10);
  await expect(issueOne(memory)).rejects.toMatchObject({
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
  const memory = memoryPortsWith(2);
  for (let count = 0; count < 60; count++) await showOne(memory);
  await issueOne(memory);
  await issueOne(memory);
  await expect(issueOne(memory)).rejects.toMatchObject(refused);
});

test.each<[string, (memory: MemoryPorts) => Promise<unknown>]>([
  ['confirmed', (memory) => confirm(memory)],
  [
    'rejected',
    (memory) => expect(confirm(memory, BAD)).rejects.toMatchObject({ code: 'image_rejected' }),
  ],
  ['withdrawn', async (memory) => withdrawUpload(memory, AGENT, newest(memory).key, BY)],
  ['of no use any more', async (memory) => memory.clock.advance(URL_LIFETIME_SECONDS)],
])('an upload that is %s makes room', async (_how, end) => {
  const memory = memoryPortsWith(2);
  await issueOne(memory);
  await issueOne(memory);
  await expect(issueOne(memory)).rejects.toMatchObject(refused);
  await end(memory);
  await expect(issueOne(memory)).resolves.toMatchObject({ state: 'issued' });
});

test('counts over several pages', async () => {
  const memory = memoryPortsWith(30);
  for (let count = 0; count < 29; count++) await uploadOne(memory);
  const asked = { fileName: 'foto.png', contentType: 'image/png' as const };
  await issueUpload(memory, AGENT, asked, BY);
  await expect(issueUpload(memory, AGENT, asked, BY)).rejects.toMatchObject({
    code: 'rate_limited',
  });
});

test('reads the images only if as many requests as the limit came since the last URL expired', async () => {
  const memory = memoryPortsWith(2);
  for (let count = 0; count < 3; count++) await showOne(memory);
  const { listImages } = memory.store;
  let reads = 0;
  memory.store.listImages = (...page) => {
    reads += 1;
    return listImages(...page);
  };
  await issueOne(memory);
  expect(reads).toBe(1);
  memory.clock.advance(URL_LIFETIME_SECONDS - 1);
  await issueOne(memory);
  expect(reads).toBe(2);
  memory.clock.advance(URL_LIFETIME_SECONDS);
  await issueOne(memory);
  expect(reads).toBe(2);
});

test('uploads that an older version has issued count, though it does not record the last one', async () => {
  const memory = memoryPortsWith(2);
  await issueOne(memory);
  memory.clock.advance(URL_LIFETIME_SECONDS);
  const { lastIssue } = (await findUser(memory, AGENT, BY)).images;
  await issueOne(memory);
  await issueOne(memory);
  const { images } = await findUser(memory, AGENT, BY);
  const user = { images: changedImages(images, { lastIssue }) };
  await memory.store.commit({ userId: AGENT, user, images: [], events: [] });
  await expect(issueOne(memory)).rejects.toMatchObject(refused);
});

const newest = (memory: MemoryPorts) => {
  const image = memory.store.images().at(-1);
  if (!image) throw new Error('no image');
  return image;
};

async function confirm(memory: MemoryPorts, bytes?: Uint8Array): Promise<void> {
  putUpload(memory, newest(memory), bytes);
  await updateProfile(memory, AGENT, { profileImageKey: newest(memory).key }, BY);
}
