// Removes the parts of a colour profile that can make a decoder do unlimited work.

/** Length of the header, before the tag count (ICC.1:2022, section 7). */
const HEADER = 128;
const ENTRY = 12;

/** Maximum size of a profile, in bytes. Real ones of cameras, screens and presses are smaller; libpng accepts at most 8 MB. */
export const MAX_PROFILE = 4 * 1024 * 1024;

/** Floating-point transforms between device and connection space: `multiProcessElementsType`, section 10.16. */
const FLOAT_TRANSFORM = /^(D2B|B2D)[0-3]$/;

/**
 * Removes the floating-point transforms of a profile. They can chain any number of 8-byte steps, each of which lcms evaluates for
 * 36,000 colours: 5,000 steps took 4.5 s. A profile must have equivalent other tags (section 9.2.1), which are kept.
 * @returns the same buffer if there is nothing to remove; otherwise a copy of the same length
 */
export function withoutFloatTransforms(profile: Buffer): Buffer {
  if (profile.length < HEADER + 4) return profile;
  const tags = profile.readUInt32BE(HEADER);
  let result = profile;
  for (let tag = 0; tag < tags; tag++) {
    const at = HEADER + 4 + tag * ENTRY;
    if (at + ENTRY > profile.length) break;
    if (!FLOAT_TRANSFORM.test(profile.toString('latin1', at, at + 4))) continue;
    if (result === profile) result = Buffer.from(profile);
    // Renames it to a private tag, which readers ignore (section 5.3).
    result.write('x', at, 'latin1');
  }
  return result;
}
