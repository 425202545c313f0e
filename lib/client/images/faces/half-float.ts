// Converts numbers of half precision (IEEE 754 binary16), which JavaScript has no array for in every browser.

/** Converts half-precision numbers, given by their bits, to single precision. */
export function fromHalf(bits: Uint16Array): Float32Array {
  return Float32Array.from(bits, toNumber);
}

function toNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
