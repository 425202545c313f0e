// The fields of a person that they change themselves. Store, answers, export, form, API and OpenAPI all follow from this list.
import { codePointLength, isDisplayText, isVisibleText, normalizeText } from './display-text';

/** The rules of one field, which is a line of text. */
export interface PersonFieldRules {
  /** In Unicode code points, after NFC and trimming. */
  maxLength: number;
  /** Whether it must hold something to see. A field that need not is empty until the person fills it in. */
  required: boolean;
  /** Tells the browser what to fill in (HTML Standard, "autofill detail tokens"). */
  autoComplete: string;
}

export const PERSON_FIELDS = {
  nombre: { maxLength: 80, required: true, autoComplete: 'given-name' },
  apellido: { maxLength: 80, required: true, autoComplete: 'family-name' },
} as const satisfies Record<string, PersonFieldRules>;

export type PersonField = keyof typeof PERSON_FIELDS;

/** A value for each field; empty where it is not known. */
export type Person = Record<PersonField, string>;

/** In the order in which the form shows them. */
export const PERSON_FIELD_NAMES = Object.keys(PERSON_FIELDS) as PersonField[];

export type FieldFault = 'badCharacters' | 'empty' | 'tooLong';

/** What is wrong with a text as the value of a field; null if nothing is. */
export function fieldFault(
  text: string,
  { maxLength, required }: PersonFieldRules,
): FieldFault | null {
  if (!isDisplayText(text)) return 'badCharacters';
  const value = fieldValue(text);
  if (required && value === '') return 'empty';
  return codePointLength(value) > maxLength ? 'tooLong' : null;
}

/** The text as it is stored: in NFC, trimmed, and empty if there is nothing to see of it. */
export function fieldValue(text: string): string {
  return isVisibleText(text) ? normalizeText(text) : '';
}

/** Something for each field. */
export function eachField<Value>(make: (field: PersonField) => Value): Record<PersonField, Value> {
  const entries = PERSON_FIELD_NAMES.map((field) => [field, make(field)]);
  return Object.fromEntries(entries) as Record<PersonField, Value>;
}

/** The person's fields alone, of a record that holds more. */
export function pickPerson(record: Person): Person {
  return eachField((field) => record[field]);
}

/** The fields that a change names; undefined if it names none. */
export function changedFields(change: Partial<Person>): Partial<Person> | undefined {
  const named = PERSON_FIELD_NAMES.filter((field) => change[field] !== undefined);
  if (named.length === 0) return undefined;
  return Object.fromEntries(named.map((field) => [field, change[field]]));
}
