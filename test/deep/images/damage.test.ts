// Truncated photos are always rejected; photos with flipped bytes are rejected or come out clean. Nothing crashes.
import { cameraPhoto, type PhotoOptions } from 'odd-images/camera-photo';
import { findImpurities } from 'odd-images/image-contents';
import { withNotes } from 'odd-images/metadata';
import { validateImage } from '@/lib/server/images/validate-image';

const MAX_BYTES = 24 * 1024;
const CUT_EVERY = 64;
const FLIPS = 2000;
const NOTE = 'A-PRIVATE-NOTE';

const KINDS: (PhotoOptions & { format: 'jpeg' | 'png' | 'webp' })[] = [
  { format: 'jpeg', width: 480, height: 360, noise: 2, quality: 70 },
  { format: 'jpeg', width: 480, height: 360, noise: 2, quality: 70, progressive: true },
  { format: 'jpeg', width: 300, height: 400, noise: 3, orientation: 6, gps: true },
  { format: 'jpeg', width: 360, height: 280, noise: 3, profile: 'p3' },
  { format: 'png', width: 130, height: 100, noise: 1 },
  { format: 'png', width: 90, height: 70, noise: 2, alpha: true },
  { format: 'png', width: 90, height: 70, noise: 2, progressive: true, orientation: 8, gps: true },
  { format: 'webp', width: 600, height: 450, noise: 3, quality: 70 },
  { format: 'webp', width: 400, height: 300, noise: 3, quality: 70, alpha: true, gps: true },
  { format: 'webp', width: 120, height: 90, noise: 2, quality: 100 },
];

interface Photo {
  format: 'jpeg' | 'png' | 'webp';
  bytes: Buffer;
}

let photos: Photo[];

beforeAll(async () => {
  photos = await Promise.all(
    KINDS.map(async (kind, seed) => {
      const photo = await cameraPhoto({ ...kind, seed: seed + 1 });
      return { format: kind.format, bytes: withNotes(kind.format, photo, NOTE) };
    }),
  );
});

async function verdictOf({ format, bytes }: Photo): Promise<string> {
  const validation = await validateImage(bytes, `image/${format}`);
  if (!validation.ok) return validation.reason;
  const files = [validation.image.master, ...validation.image.variants].map((file) => file.bytes);
  const impurities = files.flatMap(findImpurities);
  const isPrivate = files.some((file) => Buffer.from(file).includes(NOTE));
  return impurities.length === 0 && !isPrivate ? 'clean' : `dirty: ${impurities}`;
}

test('the photos are valid, and neither too large nor too small to be truncated', async () => {
  for (const photo of photos) {
    expect(await verdictOf(photo)).toBe('clean');
    expect(photo.bytes.length).toBeGreaterThan(MAX_BYTES / 12);
    expect(photo.bytes.length).toBeLessThanOrEqual(MAX_BYTES);
  }
});

test('a photo truncated at any point is rejected', async () => {
  const taken: string[] = [];
  let cuts = 0;
  for (const [index, { format, bytes }] of photos.entries()) {
    for (let length = 0; length < bytes.length; length += CUT_EVERY) {
      cuts++;
      const verdict = await verdictOf({ format, bytes: bytes.subarray(0, length) });
      if (/clean|dirty/.test(verdict)) taken.push(`${index} cut at ${length}: ${verdict}`);
    }
  }
  expect(taken).toEqual([]);
  expect(cuts).toBeGreaterThan(1000);
});

test('a photo with a flipped byte is rejected or comes out clean', async () => {
  const verdicts = new Map<string, number>();
  let state = 20_261_124;
  const random = (below: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 0x100000000) * below);
  };
  for (let flip = 0; flip < FLIPS; flip++) {
    const photo = photos[flip % photos.length];
    if (!photo) throw new Error('no photo');
    const bytes = Buffer.from(photo.bytes);
    // Every other one in the headers, where each byte matters more.
    const at = random(flip % 2 === 0 ? bytes.length : Math.min(700, bytes.length));
    bytes.writeUInt8(bytes.readUInt8(at) ^ (1 + random(255)), at);
    const verdict = await verdictOf({ format: photo.format, bytes });
    verdicts.set(verdict, (verdicts.get(verdict) ?? 0) + 1);
  }
  console.info(Object.fromEntries(verdicts));
  expect([...verdicts.keys()].filter((verdict) => verdict.startsWith('dirty'))).toEqual([]);
  expect(verdicts.get('clean')).toBeGreaterThan(100);
  expect(verdicts.get('corrupt')).toBeGreaterThan(100);
});
