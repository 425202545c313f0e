// `.env.example` documents every variable that is read, and a copy of it works.
import { readFileSync } from 'node:fs';
import { readSettings } from '@/dev/settings';

/** Variables that the runtime sets. */
const OF_THE_HOST = ['NODE_ENV', 'VERCEL', 'VERCEL_GIT_COMMIT_SHA'];

const lines = readFileSync('.env.example', 'utf8').trim().split('\n');
const entries = lines.flatMap((line): [string, string][] => {
  const [, name, value = ''] = /^([A-Z0-9_]+)=(.*)$/.exec(line) ?? [];
  return name === undefined ? [] : [[name, value]];
});
const names = entries.map(([name]) => name);

function readBySettings(): string[] {
  const asked = new Set<string>();
  const source = new Proxy<Record<string, string>>(
    { S3_ENDPOINT: 'http://127.0.0.1' },
    {
      get(target, name) {
        asked.add(String(name));
        return target[String(name)];
      },
    },
  );
  readSettings(source);
  return [...asked];
}

test('every variable is listed once', () => {
  const schemas = readFileSync('lib/server/env.ts', 'utf8');
  const read = [...schemas.matchAll(/^ {4}([A-Z0-9_]+):/gm)].flatMap(([, name]) => name ?? []);
  expect(read.length).toBeGreaterThan(30);
  const all = new Set([...read, ...readBySettings()]);
  expect(names.toSorted()).toEqual([...all].filter((one) => !OF_THE_HOST.includes(one)).toSorted());
});

test('each variable has a one-line description', () => {
  const untold = lines.flatMap((line, index) => {
    const above = [lines[index - 1], lines[index - 2]];
    const isTold = above[0]?.startsWith('# ') && !above[1]?.startsWith('#');
    return line.startsWith('#') || line === '' || isTold ? [] : [line];
  });
  expect(untold).toEqual([]);
});

test('a copy of it changes nothing on a laptop', () => {
  const copy = Object.fromEntries(entries);
  expect(readSettings(copy)).toEqual(readSettings({}));
  expect([copy.NEXTAUTH_URL, copy.LOCAL_SIGN_IN, copy.NEXTAUTH_SECRET]).toEqual(['', '', '']);
});
