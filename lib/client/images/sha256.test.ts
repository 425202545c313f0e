/** @jest-environment node */
// jsdom has neither `crypto.subtle` nor `Blob.arrayBuffer`.
import { sha256Base64 } from './sha256';

describe('sha256Base64', () => {
  it('is the digest of the bytes, as FIPS 180-2 gives it for "abc"', async () => {
    // ba7816bf 8f01cfea 414140de 5dae2223 b00361a3 96177a9c b410ff61 f20015ad
    expect(await sha256Base64(new Blob(['abc']))).toBe(
      'ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=',
    );
  });
});
