// Telephone numbers as people in Mexico type them, converted to E.164. It knows no numbering plan but Mexico's.

/** Separators that people type between digits, and invisible characters in numbers that were copied from other programs. */
const SEPARATORS = /[\s().\-\u2010-\u2015\p{Cf}]/gu;

/** https://www.itu.int/rec/T-REC-E.164: at most 15 digits, and no country code begins with 0. */
const E164 = /^\+[1-9]\d{7,14}$/;

/**
 * Returns the number in E.164 (`+525512345678`), or null if the text is no telephone number. Spaces, parentheses, hyphens and dots
 * are ignored. Ten digits are a number in Mexico; any other number must start with `+` and the country code. A number in Mexico
 * has ten digits after `+52`; the `1` that mobile numbers had there until 2019 is removed.
 */
export function e164(text: string): string | null {
  const typed = text.replace(SEPARATORS, '').replace(/^\+521(?=\d{10}$)/, '+52');
  const number = /^\d{10}$/.test(typed) ? `+52${typed}` : typed;
  const isValid = number.startsWith('+52') ? /^\+52[1-9]\d{9}$/.test(number) : E164.test(number);
  return isValid ? number : null;
}
