// Takes out of a colour profile what could make it cost any amount of work.

/** A header, and how many tags there are (ICC.1:2022, section 7). */
const HEADER = 128;
const ENTRY = 12;

/** No profile of a camera, screen or press is larger, in bytes; libpng takes none of more than 8 MB. */
export const MAX_PROFILE = 4 * 1024 * 1024;

/** Transforms in floating point, device to connection space and back: `multiProcessElementsType`, section 10.16. */
const FLOAT_TRANSFORM = /^(D2B|B2D)[0-3]$/;

/**
 * The profile without its transforms in floating point. Those chain as many steps as they like, each 8 bytes long, which lcms takes for 36,000
 * colours: 5,000 of them took 4.5 s. A profile must have other tags that serve as well (section 9.2.1), which are kept.
 * @returns the same buffer where there is nothing to take out; a copy of the same length otherwise
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
    // A private tag, which readers pass over (section 5.3).
    result.write('x', at, 'latin1');
  }
  return result;
}
