/** @jest-environment node */
// jsdom has no `Blob.arrayBuffer`.
import { isHeic } from './is-heic';

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

  it('reads the compatible brands too', async () => {
    expect(await isHeic(fileType('MiHE', ['MiPr', 'miaf', 'heic']))).toBe(true);
    expect(await isHeic(fileType('isom', ['mp42', 'avc1']))).toBe(false);
  });

  it('does not read brands past the end of the box', async () => {
    expect(await isHeic(fileType('isom', ['mp42', 'heic'], 20))).toBe(false);
  });

  it('handles a box with a wrong length', async () => {
    expect(await isHeic(fileType('isom', ['mp42'], 0xffffffff))).toBe(false);
  });

  it('depends on the bytes, not on name or type', async () => {
    expect(await isHeic(new File(['no'], 'photo.heic', { type: 'image/heic' }))).toBe(false);
    expect(await isHeic(new Blob(['\x89PNG\r\n\x1a\n heic heic']))).toBe(false);
    expect(await isHeic(new Blob([]))).toBe(false);
  });
});
