// The rules of a required field and of an optional one.
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
  expect(fieldValue(text, required)).toBe(value);
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

const phone = { maxLength: 20, required: false, autoComplete: 'tel', format: 'phone' } as const;
const licence = { ...phone, format: 'licence' } as const;

test.each([
  [phone, '', '', null],
  [phone, ' \u200b', '', null],
  [phone, '55 1234 5678', '+525512345678', null],
  [phone, '\u202a+52 55 1234 5678\u202c', '+525512345678', null],
  [phone, '55 - 1234 - 5678 ----', '+525512345678', 'tooLong'],
  [phone, '1234', '1234', 'phone'],
  [phone, '55 1234 5678\n', '+525512345678', 'badCharacters'],
  [licence, '', '', null],
  [licence, 'a-123 456', 'A123456', null],
  [licence, 'A123456', 'A123456', null],
  [licence, '123456', '123456', null],
  [licence, 'A_1', 'A_1', 'licence'],
  [licence, '- -', '- -', 'licence'],
  [licence, 'a\u202eb', 'a\u202eb', 'badCharacters'],
] as const)('with the format of %j, %j is stored as %j; fault: %s', (rules, text, value, fault) => {
  expect(fieldFault(text, rules)).toBe(fault);
  expect(fieldValue(text, rules)).toBe(value);
  expect(personText(rules).safeParse(text).data).toBe(fault === null ? value : undefined);
});

test('changedFields returns only the fields that a change contains', () => {
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
