// Which texts are visible and safe to display.
import { isDisplayText, isVisibleText } from './display-text';
import { fileName, personFields } from './profile-schema';

const personName = personFields.nombre;

const INVISIBLE = [
  ['a zero-width space', '\u200b'],
  ['a Hangul filler', '\u3164'],
  ['other fillers', '\u115f\u1160\uffa0'],
  ['an empty Braille pattern', '\u2800'],
  ['a variation selector', '\ufe0f'],
  ['joiners', '\u200c\u200d'],
  ['direction marks', '\u200e\u200f'],
  ['a word joiner and a soft hyphen', '\u2060\u00ad'],
  ['tags', '\u{e0041}\u{e007f}'],
  ['a grapheme joiner between spaces', '\u00a0\u034f\u3000'],
  ['nothing', ''],
] as const;

test.each(INVISIBLE)('%s alone is no name', (_what, text) => {
  expect(isVisibleText(text)).toBe(false);
  expect(personName.safeParse(text).success).toBe(false);
  expect(fileName.safeParse(text).success).toBe(false);
});

test.each(['A\u200dna', 'क्\u200dष', 'نام\u200cها', '👩\u200d👩\u200d👧', '❤\ufe0f', '.', '\u2801'])(
  '%p is a name, to the letter',
  (text) => {
    expect(personName.parse(text)).toBe(text);
  },
);

test.each([
  '\u200bAna',
  '\ufeff\u2060Ana',
  ' \u200e\u200f Ana ',
  '\ufe0fAna',
  '\u3164\u2800Ana',
  '\u{e0041}Ana',
])('of %p nothing is stored in front of the name', (text) => {
  expect(personName.parse(text)).toBe('Ana');
});

test.each(['Ana\u202e', '\u2066Ana', 'Ana\u0000', 'Ana\u2028', '\ud800'])(
  '%p hides or reorders text',
  (text) => {
    expect(isDisplayText(text)).toBe(false);
    expect(personName.safeParse(text).success).toBe(false);
  },
);
