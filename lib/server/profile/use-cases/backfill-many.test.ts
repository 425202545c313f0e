// The backfill of many users: in parallel, with failures, and stopped at any point.

import { UnavailableError } from '@/lib/server/shared/errors';
import { BAD, type MemoryPorts, memoryPorts, newUser } from '@/test/profile/memory-ports';
import { backfill } from './backfill-images';

/** Bytes with a PNG signature: the type of a legacy image is detected from its bytes. */
const GOOD = Buffer.from('89504e470d0a1a0a00', 'hex');

/** Creates a user with a legacy image. */
function putLegacy(memory: MemoryPorts, userId: string, bytes: Uint8Array | null): string {
  const key = `profiles/${userId}/vieja.png`;
  const newest = { key, contentType: 'image/png', fileName: 'vieja.png', updatedAt: 1 };
  const user = newUser(userId);
  memory.store.putUser({ ...user, images: { ...user.images, newest } });
  if (bytes) memory.storage.put(key, bytes, 'image/png');
  return key;
}

const ids = (count: number) => Array.from({ length: count }, (_, n) => `agente-${n}`);

test('valid legacy images are shown, others are hidden or skipped with a reason; a second run does nothing', async () => {
  const memory = memoryPorts();
  for (const userId of ids(250)) putLegacy(memory, userId, GOOD);
  const bad = putLegacy(memory, 'mala', BAD);
  const gone = putLegacy(memory, 'nada', null);
  memory.store.putUser(newUser('sin-foto'));
  const report = await backfill(memory);
  expect(report).toMatchObject({ users: 253, validated: 250 });
  expect(report.hidden).toEqual([{ userId: 'mala', key: bad, reason: 'not_an_image' }]);
  expect(report.left).toEqual([{ userId: 'nada', key: gone, reason: expect.any(String) }]);
  expect(await backfill(memory)).toMatchObject({ users: 253, validated: 0, hidden: [] });
});

test('an image that fails for any reason does not stop the others', async () => {
  const memory = memoryPorts();
  const [first = '', second = ''] = ids(20).map((userId) => putLegacy(memory, userId, GOOD));
  const { read } = memory.storage;
  memory.storage.read = async (key, maxBytes) => {
    if (key === first) throw new UnavailableError('S3 cannot answer now');
    if (key === second) throw new TypeError('a fault of ours');
    return read(key, maxBytes);
  };
  const report = await backfill(memory);
  expect(report).toMatchObject({ users: 20, validated: 18, hidden: [] });
  expect(report.left.map(({ key, reason }) => [key, reason]).sort()).toEqual([
    [first, 'unavailable'],
    [second, 'a fault of ours'],
  ]);
});

test('runs in parallel, up to a limit', async () => {
  const memory = memoryPorts();
  for (const userId of ids(40)) putLegacy(memory, userId, GOOD);
  const { validateImage } = memory;
  let now = 0;
  let most = 0;
  memory.validateImage = async (...image) => {
    now += 1;
    most = Math.max(most, now);
    await new Promise((resolve) => setImmediate(resolve));
    now -= 1;
    return validateImage(...image);
  };
  await backfill(memory);
  expect(most).toBeGreaterThan(1);
  expect(most).toBeLessThanOrEqual(4);
});

test('a stopped run finishes what it started and reports it; the next run does the rest', async () => {
  const memory = memoryPorts();
  for (const userId of ids(40)) putLegacy(memory, userId, GOOD);
  const controller = new AbortController();
  const seen: number[] = [];
  const first = await backfill(memory, {
    signal: controller.signal,
    onProgress({ validated }) {
      seen.push(validated);
      if (validated >= 10) controller.abort();
    },
  });
  expect(first.left).toEqual([]);
  expect(first.validated).toBeGreaterThanOrEqual(10);
  expect(first.validated).toBeLessThan(14);
  expect(seen.at(-1)).toBe(first.validated);
  expect((await backfill(memory)).validated).toBe(40 - first.validated);
});
