import { chooseLocale } from './locale';

it.each([
  [undefined, null, 'es'],
  [undefined, '', 'es'],
  [undefined, 'es-MX,es;q=0.9,en;q=0.8', 'es'],
  [undefined, 'en-GB', 'en'],
  [undefined, 'EN-us;q=0.7, es;q=0.3', 'en'],
  [undefined, 'fr,en;q=0.5,es;q=0.5', 'en'],
  [undefined, 'de,fr;q=0.9', 'es'],
  [undefined, 'en;q=0', 'es'],
  [undefined, 'en;q=nonsense', 'es'],
  ['en', 'es-MX', 'en'],
  ['es', 'en', 'es'],
  ['fr', 'en', 'en'],
] as const)('cookie %s and Accept-Language %s: %s', (cookie, header, locale) => {
  expect(chooseLocale(cookie, header)).toBe(locale);
});
