/** @jest-environment node */
// jsdom has no `Blob.arrayBuffer`.
import { CONVERSION_MS, decodeHeic, isHeic } from './heic';

function fileType(major: string, compatible: string[], claimed?: number): Blob {
  const length = claimed ?? 16 + 4 * compatible.length;
  const head = new Uint8Array(4);
  new DataView(head.buffer).setUint32(0, length);
  return new Blob([head, `ftyp${major}\0\0\0\0${compatible.join('')}`, 'and so on'], {
    type: 'image/jpeg',
  });
}

describe('isHeic', () => {
  it.each(['heic', 'heix', 'hevc', 'mif1', 'msf1'])('knows the brand %s', async (brand) => {
    expect(await isHeic(fileType(brand, []))).toBe(true);
  });

  it('looks among the compatible brands too', async () => {
    expect(await isHeic(fileType('MiHE', ['MiPr', 'miaf', 'heic']))).toBe(true);
    expect(await isHeic(fileType('isom', ['mp42', 'avc1']))).toBe(false);
  });

  it('does not read brands past the end of the box', async () => {
    expect(await isHeic(fileType('isom', ['mp42', 'heic'], 20))).toBe(false);
  });

  it('survives a box that lies about its length', async () => {
    expect(await isHeic(fileType('isom', ['mp42'], 0xffffffff))).toBe(false);
  });

  it('goes by the bytes, not by name or type', async () => {
    expect(await isHeic(new File(['no'], 'photo.heic', { type: 'image/heic' }))).toBe(false);
    expect(await isHeic(new Blob(['\x89PNG\r\n\x1a\n heic heic']))).toBe(false);
    expect(await isHeic(new Blob([]))).toBe(false);
  });
});

describe('decodeHeic', () => {
  const make = () => {
    throw new Error('nothing is drawn');
  };
  const file = new Blob(['no boxes']);

  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('gives up after 20 seconds, and frees what comes late', async () => {
    let finish = (_: ImageBitmap) => {};
    const late = new Promise<ImageBitmap>((resolve) => {
      finish = resolve;
    });
    const decoding = decodeHeic(file, make, async () => () => late);
    const ended = expect(decoding).rejects.toMatchObject({ code: 'timed-out' });
    await jest.advanceTimersByTimeAsync(CONVERSION_MS - 1);
    expect(jest.getTimerCount()).toBe(1);
    await jest.advanceTimersByTimeAsync(1);
    await ended;
    const close = jest.fn();
    finish({ close } as unknown as ImageBitmap);
    await jest.advanceTimersByTimeAsync(0);
    expect(close).toHaveBeenCalledTimes(1);
  });

  it('leaves no timer behind', async () => {
    const picture = {} as ImageBitmap;
    expect(await decodeHeic(file, make, async () => async () => picture)).toBe(picture);
    await expect(
      decodeHeic(file, make, async () => () => Promise.reject(new Error('damaged'))),
    ).rejects.toMatchObject({ code: 'unreadable' });
    await jest.advanceTimersByTimeAsync(0);
    expect(jest.getTimerCount()).toBe(0);
  });
});
