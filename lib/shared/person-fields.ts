// The fields that a user can change. The store, the API, its OpenAPI document, the export and the form are derived from this list.
import { codePointLength, isDisplayText, normalizeText, trimInvisibleStart } from './display-text';
import { e164 } from './phone';

/** The rules of one field, which is a line of text. */
export interface PersonFieldRules {
  /** In Unicode code points, after NFC and trimming. */
  maxLength: number;
  /** True if it must have a visible character. Other fields may be empty. */
  required: boolean;
  /** Tells the browser what to fill in (HTML Standard, "autofill detail tokens"). */
  autoComplete: string;
  /** The format of a text that is not empty. Without one, any displayable text is valid. */
  format?: FieldFormat;
  /** True for the fields of the signature and the card: the form groups them, and an empty one is not stored. */
  onCard?: boolean;
}

/** `phone` is stored in E.164; `licence` is stored as capital letters and digits. */
export type FieldFormat = 'phone' | 'licence';

/** Converts a text to its stored form; null if it does not have the format. */
const FORMATS: Record<FieldFormat, (text: string) => string | null> = {
  phone: e164,
  licence: licenceNumber,
};

export const PERSON_FIELDS = {
  nombre: { maxLength: 80, required: true, autoComplete: 'given-name' },
  // Many people have one name only, and some identity providers send no surname.
  apellido: { maxLength: 80, required: false, autoComplete: 'family-name' },
  puesto: { maxLength: 80, required: false, autoComplete: 'organization-title', onCard: true },
  telefono: {
    maxLength: 40,
    required: false,
    autoComplete: 'tel',
    format: 'phone',
    onCard: true,
  },
  // The number of the agent's licence of the CNSF, Mexico's insurance authority.
  cedula: { maxLength: 20, required: false, autoComplete: 'off', format: 'licence', onCard: true },
} as const satisfies Record<string, PersonFieldRules>;

export type PersonField = keyof typeof PERSON_FIELDS;

/** A value for each field; empty where it is not known. */
export type Person = Record<PersonField, string>;

/** In the order in which the form shows them. */
export const PERSON_FIELD_NAMES = Object.keys(PERSON_FIELDS) as PersonField[];

/** Returns the rules of a field. */
export function rulesOf(field: PersonField): PersonFieldRules {
  return PERSON_FIELDS[field];
}

export type FieldFault = 'badCharacters' | 'empty' | 'tooLong' | FieldFormat;

/** Returns why a text is not a valid value of a field; null if it is. If it does not match the format, the fault is the format's name. */
export function fieldFault(text: string, rules: PersonFieldRules): FieldFault | null {
  const { maxLength, required, format } = rules;
  if (!isDisplayText(format === 'phone' ? withoutMarks(text) : text)) return 'badCharacters';
  const line = oneLine(text);
  if (line === '') return required ? 'empty' : null;
  if (codePointLength(line) > maxLength) return 'tooLong';
  return format && FORMATS[format](line) === null ? format : null;
}

/** The text as it is stored: in NFC, trimmed, with nothing invisible before its first visible character, and in its format. */
export function fieldValue(text: string, { format }: PersonFieldRules): string {
  const line = oneLine(text);
  return (format && FORMATS[format](line)) ?? line;
}

function oneLine(text: string): string {
  return normalizeText(trimInvisibleStart(text));
}

/** Text-direction marks surround the numbers that are copied from some address books. */
function withoutMarks(text: string): string {
  return text.replace(/\p{Cf}/gu, '');
}

/** Spaces, hyphens and dots are ignored. */
function licenceNumber(text: string): string | null {
  const number = text.replace(/[\s.-]/g, '').toUpperCase();
  return /^[A-Z0-9]+$/.test(number) ? number : null;
}

/** Builds a record with a value for each field. */
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
