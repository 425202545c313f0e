// A data directory has one user at a time.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lockDataDir } from './data-dir-lock';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'profile-lock-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

test('a second command learns which process holds the lock and how to choose another directory', () => {
  lockDataDir(dir);
  expect(() => lockDataDir(dir)).toThrow(
    new RegExp(`in use by process ${process.pid}.*LOCAL_DATA_DIR`),
  );
});

test('a released directory can be locked again', () => {
  lockDataDir(dir)();
  expect(() => lockDataDir(dir)).not.toThrow();
});

test.each(['4194304999', 'half a number', ''])(
  'the lock of a killed command is taken over: %j',
  (left) => {
    writeFileSync(join(dir, 'lock'), left);
    lockDataDir(dir);
    expect(readFileSync(join(dir, 'lock'), 'utf8')).toBe(`${process.pid}\n`);
    expect(readdirSync(dir)).toEqual(['lock']);
  },
);

test('a missing directory is created', () => {
  lockDataDir(join(dir, 'a', 'b'));
  expect(readdirSync(join(dir, 'a', 'b'))).toEqual(['lock']);
});
