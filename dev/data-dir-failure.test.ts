// Every reason why the data directory cannot be used has a message that names the directory. Permission errors are constructed, since root
// may read and write every file.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onDataDir } from './data-dir-failure';
import { startEngines } from './engines';
import { LocalFailure } from './failure';
import { readSettings } from './settings';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'profile-data-dir-'));
  writeFileSync(join(dir, 'file'), '');
});
afterEach(() => rmSync(dir, { recursive: true }));

const settingsOf = (dataDir: string) =>
  readSettings({ LOCAL_DATA_DIR: dataDir, LOCAL_S3_PORT: '0', LOCAL_DYNAMODB_PORT: '0' });

test.each([
  ['a file in its place', 'file'],
  ['a file in its path', 'file/below'],
  ['a file in the place of the objects', 'objects'],
  ['a file in the place of the tables', 'tables'],
])('%s: a sentence', async (_what, name) => {
  mkdirSync(join(dir, 'objects'));
  writeFileSync(join(dir, 'objects', 's3'), '');
  mkdirSync(join(dir, 'tables'));
  writeFileSync(join(dir, 'tables', 'dynamodb'), '');
  const failure = await startEngines(settingsOf(join(dir, name))).catch((error) => error);
  expect(failure).toBeInstanceOf(LocalFailure);
  expect(failure.message).toMatch(
    new RegExp(`^The data cannot be kept in ${join(dir, name)}.*: .*LOCAL_DATA_DIR`),
  );
});

test.each([
  ['ENOSPC', 'full'],
  ['EROFS', 'read-only'],
  ['EACCES', 'may not be written'],
])('%s says that it is %s', async (code, said) => {
  const error = Object.assign(new Error(code), { code, syscall: 'write' });
  await expect(onDataDir(dir, () => Promise.reject(error))).rejects.toThrow(said);
});

test('any other error passes unchanged', async () => {
  const refused = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
  await expect(onDataDir(dir, () => Promise.reject(refused))).rejects.toBe(refused);
});

test('a directory in quotes is refused', () => {
  expect(() => settingsOf('"/tmp/data"')).toThrow('LOCAL_DATA_DIR must be without the quotes');
});
