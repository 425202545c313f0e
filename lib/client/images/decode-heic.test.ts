/** @jest-environment node */
// jsdom has no `Blob.arrayBuffer`.
import { decodeHeic } from './decode-heic';

describe('decodeHeic', () => {
  const make = () => {
    throw new Error('nothing is drawn');
  };
  const file = new Blob(['no boxes']);
  const pixels = {} as ImageData;
  const bitmap = {} as ImageBitmap;

  beforeEach(() => {
    const createImageBitmap = async (source: unknown) => source === pixels && bitmap;
    Object.assign(globalThis, { createImageBitmap });
  });
  afterEach(() => Reflect.deleteProperty(globalThis, 'createImageBitmap'));

  it('loads the decoder, calls back, and converts the bytes', async () => {
    const log: unknown[] = [];
    const decoded = await decodeHeic(
      file,
      make,
      () => log.push('converting'),
      async () => {
        log.push('loaded');
        return async (bytes) => {
          log.push(Buffer.from(bytes).toString());
          return pixels;
        };
      },
    );
    expect(decoded).toBe(bitmap);
    expect(log).toEqual(['loaded', 'converting', 'no boxes']);
  });

  it('distinguishes a decoder that does not load from a damaged file', async () => {
    const cause = new Error('from the test');
    const ignore = () => {};
    await expect(decodeHeic(file, make, ignore, () => Promise.reject(cause))).rejects.toMatchObject(
      { code: 'not-loaded', cause },
    );
    await expect(
      decodeHeic(file, make, ignore, async () => () => Promise.reject(cause)),
    ).rejects.toMatchObject({ code: 'unreadable', cause });
  });
});
