import { en } from './en';
import { es } from './es';

interface Tree {
  [key: string]: string | Tree;
}

function flatten(tree: Tree, prefix = ''): Map<string, string> {
  const entries = Object.entries(tree).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string'
      ? [[`${prefix}${key}`, value]]
      : [...flatten(value, `${prefix}${key}.`)],
  );
  return new Map(entries);
}

const spanish = flatten(es as unknown as Tree);
const english = flatten(en as unknown as Tree);
const slots = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort();

it('has the same keys in both languages', () => {
  expect([...english.keys()].sort()).toEqual([...spanish.keys()].sort());
  expect(spanish.size).toBeGreaterThan(100);
});

it.each([...spanish])('%s is not empty, and has the same placeholders', (key, text) => {
  const other = english.get(key) ?? '';
  expect(text.trim()).not.toBe('');
  expect(other.trim()).not.toBe('');
  expect(slots(other)).toEqual(slots(text));
});
