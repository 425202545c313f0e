/** @jest-environment node */
// jsdom has neither `crypto.subtle` nor `Blob.arrayBuffer`. The oracle is Node's own digest.
import { createHash } from 'node:crypto';
import { sha256Base64 } from './sha256';

const digestOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('base64');

describe('sha256Base64', () => {
  it('is the digest of the bytes, as FIPS 180-2 gives it for "abc"', async () => {
    // ba7816bf 8f01cfea 414140de 5dae2223 b00361a3 96177a9c b410ff61 f20015ad
    expect(await sha256Base64(new Blob(['abc']))).toBe(
      'ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=',
    );
  });

  describe('without crypto.subtle, as on a plain http address', () => {
    const given = Object.getOwnPropertyDescriptor(globalThis, 'crypto');
    beforeEach(() =>
      Object.defineProperty(globalThis, 'crypto', { configurable: true, value: {} }),
    );
    afterEach(() => Object.defineProperty(globalThis, 'crypto', given ?? {}));

    it.each([0, 1, 3, 55, 56, 63, 64, 65, 119, 120, 1000, 200_000])('%d bytes', async (count) => {
      const bytes = Uint8Array.from({ length: count }, (_, at) => (at * 31 + (at >> 8)) & 255);
      expect(await sha256Base64(new Blob([bytes]))).toBe(digestOf(bytes));
    });
  });
});
