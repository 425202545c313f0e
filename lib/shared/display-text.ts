// Text that people type and other people read: one normal form, and nothing in it that hides or reorders what is shown.

/**
 * Control characters (C0, C1, DEL), line and paragraph separators, and the bidirectional embeddings, overrides and
 * isolates of UAX #9. Left-to-right and right-to-left marks and joiners stay: names in some scripts need them.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const FORBIDDEN = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

/** Unpaired surrogates: not text, and not storable as UTF-8. */
const LONE_SURROGATE = /\p{Surrogate}/u;

/** What leaves nothing to see on its own: white space, fillers, joiners, variation selectors, and the empty Braille pattern. */
const INVISIBLE = /^[\p{White_Space}\p{Default_Ignorable_Code_Point}\u2800]*$/u;

/** The text in Unicode normal form C, without white space at its ends. */
export function normalizeText(text: string): string {
  return text.normalize('NFC').trim();
}

/** True if the text holds no control, bidirectional-override or unpaired-surrogate character. */
export function isDisplayText(text: string): boolean {
  return !FORBIDDEN.test(text) && !LONE_SURROGATE.test(text);
}

/** True if there is anything to see of the text. */
export function isVisibleText(text: string): boolean {
  return !INVISIBLE.test(text);
}

/** The length of a text in Unicode code points, which is what a person would count more nearly than UTF-16 units. */
export function codePointLength(text: string): number {
  return Array.from(text).length;
}

/** The length of a text in bytes of UTF-8. */
export function utf8Length(text: string): number {
  return new TextEncoder().encode(text).length;
}
