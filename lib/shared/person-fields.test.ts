// The rules of a field, for one that must be filled in and one that need not.
import {
  changedFields,
  fieldFault,
  fieldValue,
  PERSON_FIELD_NAMES,
  PERSON_FIELDS,
  type Person,
} from './person-fields';
import { personText } from './profile-schema';

const required = { maxLength: 5, required: true, autoComplete: 'given-name' };
const optional = { maxLength: 5, required: false, autoComplete: 'tel' };

test.each([
  ['Ana', 'Ana', null, null],
  [' Ana ', 'Ana', null, null],
  ['\u200b Ana', 'Ana', null, null],
  ['\u200b12345', '12345', null, null],
  ['Jose\u0301', 'José', null, null],
  ['📷📷📷📷📷', '📷📷📷📷📷', null, null],
  ['123456', '123456', 'tooLong', 'tooLong'],
  ['', '', 'empty', null],
  [' \u200b\u00a0', '', 'empty', null],
  ['a\u202eb', 'a\u202eb', 'badCharacters', 'badCharacters'],
  ['\ud800', '\ud800', 'badCharacters', 'badCharacters'],
])('%j is stored as %j; required: %s, optional: %s', (text, value, ifRequired, ifOptional) => {
  expect(fieldValue(text)).toBe(value);
  for (const [rules, fault] of [
    [required, ifRequired],
    [optional, ifOptional],
  ] as const) {
    expect(fieldFault(text, rules)).toBe(fault);
    const parsed = personText(rules).safeParse(text);
    expect(parsed.data).toBe(fault === null ? value : undefined);
    expect(parsed.error?.issues ?? []).toHaveLength(fault === null ? 0 : 1);
  }
});

test('a change names the fields that it holds, and nothing else', () => {
  expect(changedFields({})).toBeUndefined();
  const other: Partial<Person> & Record<string, string> = {
    profileImageKey: 'a',
    constructor: 'b',
  };
  expect(changedFields(other)).toBeUndefined();
  for (const field of PERSON_FIELD_NAMES) {
    expect(changedFields({ ...other, [field]: '' })).toEqual({ [field]: '' });
  }
});

test('a person may have one name only', () => {
  expect(fieldFault('', PERSON_FIELDS.nombre)).toBe('empty');
  expect(fieldFault('', PERSON_FIELDS.apellido)).toBeNull();
});
