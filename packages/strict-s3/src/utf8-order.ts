// Compares strings by their UTF-8 bytes. JavaScript compares UTF-16 units, which sorts characters above U+FFFF (surrogates,
// 0xD800 to 0xDFFF) before those from U+E000 to U+FFFF.

function rank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}

/** A comparison function for `sort`. */
export function compareUtf8(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i += 1) {
    const [left, right] = [a.charCodeAt(i), b.charCodeAt(i)];
    if (left !== right) return rank(left) - rank(right);
  }
  return a.length - b.length;
}
