import { initials } from './initials';

it.each([
  ['María José', 'Núñez Ávila', 'MN'],
  ['álvaro', 'ñáñez', 'ÁÑ'],
  ['Sukarno', '', 'S'],
  ['', 'Ortega', 'O'],
  ['', '', ''],
  ['\u200b\u2060 eva', '\ufefflópez', 'EL'],
  ['e\u0301lena', 'y\u0308', 'E\u0301Y\u0308'],
  ['👩‍👩‍👧 Ana', '🇲🇽', '👩‍👩‍👧🇲🇽'],
  ['👍🏽', '❤️', '👍🏽❤️'],
  ['𝒜na', '😀', '𝒜😀'],
  ['ßeta', 'ﬁn', 'SF'],
  ['नि', '각', 'नि각'],
])('of %j and %j are %j', (nombre, apellido, letters) => {
  expect(initials(nombre, apellido)).toBe(letters);
});

it('are whole code points where the browser has no segmenter', () => {
  const { Segmenter } = Intl;
  Object.assign(Intl, { Segmenter: undefined });
  expect(initials('😀 Ana', 'ortega')).toBe('😀O');
  Object.assign(Intl, { Segmenter });
});
