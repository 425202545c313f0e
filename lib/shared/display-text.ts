// Text for display: normalized, and without characters that hide or reorder it.

/**
 * Control characters (C0, C1, DEL), line and paragraph separators, and the bidirectional embeddings, overrides and
 * isolates of UAX #9. Left-to-right and right-to-left marks and joiners stay: names in some scripts need them.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const FORBIDDEN = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

/** Unpaired surrogates cannot be stored as UTF-8. */
const LONE_SURROGATE = /\p{Surrogate}/u;

/** Invisible on its own: white space, fillers, joiners, variation selectors, and the empty Braille pattern. */
const INVISIBLE = /^[\p{White_Space}\p{Default_Ignorable_Code_Point}\u2800]*$/u;

/** The same at the start of a text, where none of these changes what follows. */
const INVISIBLE_START = /^[\p{White_Space}\p{Default_Ignorable_Code_Point}\u2800]+/u;

/** Returns the text in Unicode normal form C, trimmed. */
export function normalizeText(text: string): string {
  return text.normalize('NFC').trim();
}

/** Returns the text without the invisible characters before its first visible one. */
export function trimInvisibleStart(text: string): string {
  return text.replace(INVISIBLE_START, '');
}

/** True if the text has no control, bidirectional-override or unpaired-surrogate character. */
export function isDisplayText(text: string): boolean {
  return !FORBIDDEN.test(text) && !LONE_SURROGATE.test(text);
}

/** True if the text has a visible character. */
export function isVisibleText(text: string): boolean {
  return !INVISIBLE.test(text);
}

/** Length in Unicode code points, which is closer to what a person counts than UTF-16 units. */
export function codePointLength(text: string): number {
  return Array.from(text).length;
}

/** Length in bytes of UTF-8. */
export function utf8Length(text: string): number {
  return new TextEncoder().encode(text).length;
}
