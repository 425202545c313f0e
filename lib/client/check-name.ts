// The rules of a name, as the API has them, for the form to say what is wrong before it asks.
import { codePointLength, isDisplayText, normalizeText } from '@/lib/shared/display-text';
import { MAX_NAME_LENGTH } from '@/lib/shared/upload-policy';

export type NameFault = 'empty' | 'tooLong' | 'badCharacters';

/** What is wrong with a name; null if nothing is. */
export function checkName(name: string): NameFault | null {
  if (!isDisplayText(name)) return 'badCharacters';
  const length = codePointLength(normalizeText(name));
  if (length === 0) return 'empty';
  return length > MAX_NAME_LENGTH ? 'tooLong' : null;
}
