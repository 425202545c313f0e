import { fill, formatHours, formatMoment, formatSize } from './fill';

it('replaces placeholders with their values, and keeps unknown placeholders', () => {
  expect(fill('«{file}» ocupa {size}', { file: 'a.png', size: '3 MB' })).toBe('«a.png» ocupa 3 MB');
  const unknown: string = '{constructor} {n}';
  expect(fill(unknown, { n: 0 })).toBe('{constructor} 0');
});

it('does not replace placeholders within a value', () => {
  expect(fill('{file}', { file: '{file}$&' })).toBe('{file}$&');
});

it.each([
  [3_565_158, 'es', '3.4 MB'],
  [3_565_158, 'en', '3.4 MB'],
  [2_097_152, 'es', '2 MB'],
  [2_097_153, 'es', '2.1 MB'],
  [10_240, 'es', '10 KB'],
])('%d bytes in %s: %s', (bytes, locale, text) => {
  expect(formatSize(bytes, locale)).toBe(text);
});

it('formats a time in the language of the user', () => {
  expect(formatMoment(1_700_000_000, 'es')).toContain('noviembre');
  expect(formatMoment(1_700_000_000, 'en')).toContain('November');
  expect(formatMoment(1_700_000_000, 'en', true)).not.toBe(formatMoment(1_700_000_001, 'en', true));
});

it.each([
  ['es', 24, '24 horas'],
  ['es', 1, '1 hora'],
  ['en', 24, '24 hours'],
] as const)('%s: %d hours in words', (locale, hours, words) => {
  expect(formatHours(hours, locale).replace(/\s/, ' ')).toBe(words);
});
