import { cameraPhoto } from 'odd-images/camera-photo';
import { FOREIGN_FILES } from 'odd-images/foreign-files';
import { sniffContentType } from './sniff';

describe('sniffContentType', () => {
  test.each(['jpeg', 'png', 'webp'] as const)('detects a %s', async (format) => {
    const photo = await cameraPhoto({ width: 8, height: 8, format });
    expect(sniffContentType(photo)).toBe(`image/${format}`);
  });

  test.each(Object.entries(FOREIGN_FILES))('detects none of the three types in %s', (_, bytes) => {
    expect(sniffContentType(bytes)).toBeNull();
  });

  test('detects nothing in an empty file', () => {
    expect(sniffContentType(new Uint8Array())).toBeNull();
  });
});
