// The fields that a user can change. The store, the API, its OpenAPI document, the export and the form are derived from this list.
import { codePointLength, isDisplayText, normalizeText, trimInvisibleStart } from './display-text';

/** The rules of one field, which is a line of text. */
export interface PersonFieldRules {
  /** In Unicode code points, after NFC and trimming. */
  maxLength: number;
  /** True if it must have a visible character. Other fields may be empty. */
  required: boolean;
  /** Tells the browser what to fill in (HTML Standard, "autofill detail tokens"). */
  autoComplete: string;
}

export const PERSON_FIELDS = {
  nombre: { maxLength: 80, required: true, autoComplete: 'given-name' },
  // Many people have one name only, and some identity providers send no surname.
  apellido: { maxLength: 80, required: false, autoComplete: 'family-name' },
} as const satisfies Record<string, PersonFieldRules>;

export type PersonField = keyof typeof PERSON_FIELDS;

/** A value for each field; empty where it is not known. */
export type Person = Record<PersonField, string>;

/** In the order in which the form shows them. */
export const PERSON_FIELD_NAMES = Object.keys(PERSON_FIELDS) as PersonField[];

export type FieldFault = 'badCharacters' | 'empty' | 'tooLong';

/** Returns why a text cannot be the value of a field; null if it can. */
export function fieldFault(
  text: string,
  { maxLength, required }: PersonFieldRules,
): FieldFault | null {
  if (!isDisplayText(text)) return 'badCharacters';
  const value = fieldValue(text);
  if (required && value === '') return 'empty';
  return codePointLength(value) > maxLength ? 'tooLong' : null;
}

/** The text as it is stored: in NFC, trimmed, and with nothing invisible before its first visible character. */
export function fieldValue(text: string): string {
  return normalizeText(trimInvisibleStart(text));
}

/** Makes a value for each field. */
export function eachField<Value>(make: (field: PersonField) => Value): Record<PersonField, Value> {
  const entries = PERSON_FIELD_NAMES.map((field) => [field, make(field)]);
  return Object.fromEntries(entries) as Record<PersonField, Value>;
}

/** Returns only the person's fields of a record. */
export function pickPerson(record: Person): Person {
  return eachField((field) => record[field]);
}

/** Returns the fields that a change contains; undefined if it contains none. */
export function changedFields(change: Partial<Person>): Partial<Person> | undefined {
  const named = PERSON_FIELD_NAMES.filter((field) => change[field] !== undefined);
  if (named.length === 0) return undefined;
  return Object.fromEntries(named.map((field) => [field, change[field]]));
}
