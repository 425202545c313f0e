// The image child processes: ended when an image exceeds the limits, replaced when they die, and isolated from the parent.
import { join } from 'node:path';
import { blackPng } from 'odd-images/bombs';
import { cameraPhoto } from 'odd-images/camera-photo';
import { exifBlock } from 'odd-images/exif';
import { withExif } from 'odd-images/metadata';
import { displayProfile, withProfile } from 'odd-images/profiles';
import { DecoderDiedError } from '@/lib/server/shared/errors';
import { IMAGE_VARIANTS } from '@/lib/shared/image-variants';
import { type ChildLimits, childLimits } from './image-child';
import { endImageChildren, imageChildren } from './image-children';
import { usageOf } from './process-usage';
import { validateImage } from './validate-image';

const noBytes = new Uint8Array();
/** The limits of production, except that elapsed time hardly counts. */
const PATIENT = childLimits(600_000);

afterEach(endImageChildren);

/** A pool of processes with the given behaviour. */
function misbehaving(BEHAVIOUR: string, limits: Partial<ChildLimits> = {}) {
  return imageChildren({
    entry: join(process.cwd(), 'test/images/misbehaving-child.mjs'),
    env: { BEHAVIOUR },
    limits: { ...PATIENT, ...limits },
  });
}

function real(limits: Partial<ChildLimits> = {}) {
  const entry = join(process.cwd(), 'dist/image-child.mjs');
  return imageChildren({ entry, env: {}, limits: { ...PATIENT, ...limits } });
}

const ask = ({ validateImage: validate }: ReturnType<typeof imageChildren>) =>
  validate(noBytes, 'image/png', IMAGE_VARIANTS);

/** Returns the id of the process that answers. */
async function pidOf(children: ReturnType<typeof imageChildren>): Promise<number> {
  const validation: { ok: boolean; reason?: unknown } = await ask(children);
  return Number(validation.reason);
}

/** True while a process with that id exists. */
function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

test('a child process returns the same photo as this process', async () => {
  const bytes = await cameraPhoto({ width: 640, height: 480, format: 'jpeg', orientation: 6 });
  const validation = await real().validateImage(bytes, 'image/jpeg', IMAGE_VARIANTS);
  const here = await validateImage(bytes, 'image/jpeg', IMAGE_VARIANTS);
  if (!validation.ok || !here.ok) throw new Error('refused');
  const bytesOf = ({ master, variants }: typeof validation.image) =>
    [master, ...variants].map((file) => Buffer.from(file.bytes).toString('base64'));
  expect(bytesOf(validation.image)).toEqual(bytesOf(here.image));
  expect(validation.image.placeholder).toBe(here.image.placeholder);
});

// The child's allocator unmaps large freed blocks at once, so a read of freed memory crashes the process.
test('a rotated 16-bit image with a large profile reads no freed memory', async () => {
  const profile = displayProfile([['priv', Buffer.alloc(300_000, 7)]]);
  const deep = withProfile('png', blackPng(64, 48, 16, 6), profile);
  for (const orientation of [2, 3, 4, 5, 6, 7, 8]) {
    const turned = withExif('png', deep, exifBlock(orientation, false));
    const { ok } = await real().validateImage(turned, 'image/png', IMAGE_VARIANTS);
    expect(ok).toBe(true);
  }
});

test('a child process returns a rejection with its reason', async () => {
  const validation = await real().validateImage(Buffer.from('GIF89a'), 'image/png', IMAGE_VARIANTS);
  expect(validation).toEqual({ ok: false, reason: 'not_an_image' });
});

test('an image that takes too much CPU time is too complex, and does not block this process', async () => {
  let turns = 0;
  const ticking = setInterval(() => turns++, 1);
  const validation = await ask(misbehaving('spin', { cpu: 300 }));
  clearInterval(ticking);
  expect(validation).toEqual({ ok: false, reason: 'too_complex' });
  expect(turns).toBeGreaterThan(2);
});

test('an image that takes too much memory is too complex', async () => {
  const validation = await ask(misbehaving('grow', { memory: 200_000_000 }));
  expect(validation).toEqual({ ok: false, reason: 'too_complex' });
});

test('a real image that takes too much CPU time is too complex, while libvips decodes it', async () => {
  const large = blackPng(5000, 5000, 8, 6);
  const validation = await real({ cpu: 50 }).validateImage(large, 'image/png', IMAGE_VARIANTS);
  expect(validation).toEqual({ ok: false, reason: 'too_complex' });
});

test('an image that got too little CPU time can be retried, but counts as an attempt', async () => {
  await expect(ask(misbehaving('wait', { time: 300 }))).rejects.toThrow(DecoderDiedError);
});

test('a process that crashes is told from one that was killed, and replaced', async () => {
  const children = misbehaving('die');
  await expect(ask(children)).rejects.toThrow(DecoderDiedError);
  await expect(ask(children)).rejects.toThrow(DecoderDiedError);
});

test('a process that does not start is an error, not a rejection of the image', async () => {
  const failure = ask(misbehaving('never starts'));
  await expect(failure).rejects.toThrow('does not start');
  await expect(failure).rejects.not.toThrow(DecoderDiedError);
});

test('a bug in the child is thrown in the parent', async () => {
  await expect(ask(misbehaving('fail'))).rejects.toThrow('a fault of ours');
});

test('one process is reused, two concurrent images start two, and `end` ends all', async () => {
  const children = misbehaving('pid');
  const first = await pidOf(children);
  expect(await pidOf(children)).toBe(first);
  const [one, two] = await Promise.all([pidOf(children), pidOf(children)]);
  expect(new Set([first, one, two]).size).toBe(2);
  await children.end();
  expect([one, two].filter(runs)).toEqual([]);
});

test('a process that was killed while it was idle is replaced', async () => {
  const children = misbehaving('pid');
  const first = await pidOf(children);
  process.kill(first, 'SIGKILL');
  // Whether or not its end has been noticed yet.
  const second = await pidOf(children).catch(() => pidOf(children));
  expect(second).not.toBe(first);
});

test('a process that has grown is replaced after its image', async () => {
  const children = misbehaving('pid', { memory: 100_000_000 });
  const first = await pidOf(children);
  expect(runs(first)).toBe(false);
  expect(await pidOf(children)).not.toBe(first);
});

test('a process has only the given environment variables', async () => {
  const validation: { ok: boolean; reason?: unknown } = await ask(misbehaving('variables'));
  expect(String(validation.reason)).toMatch(/^BEHAVIOUR(,(MALLOC|NODE_CHANNEL|VIPS)_\w+)*$/);
});

// libvips starts threads before the first image only if their number is fixed, and then ends none of them.
(process.platform === 'linux' ? test : test.skip)(
  'a process keeps its threads for libvips, whatever it works on',
  async () => {
    const validation: { ok: boolean; reason?: unknown } = await ask(misbehaving('count threads'));
    expect(validation.reason).toBe(16);
  },
);

test('the usage of a process matches that of the system', () => {
  const used = usageOf(process.pid);
  const { rss } = process.memoryUsage();
  const { user, system } = process.cpuUsage();
  expect(used?.memory).toBeGreaterThan(0.5 * rss);
  expect(used?.memory).toBeLessThan(2 * rss);
  expect(used?.cpu).toBeGreaterThan((user + system) / 1000 - 1000);
  expect(usageOf(2 ** 22)).toBeNull();
});
