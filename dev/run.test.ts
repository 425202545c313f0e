// `npm run dev` with an invalid environment: it reads `.env`, names the faults and starts nothing.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { freePort } from './ports';

const tsx = createRequire(__filename).resolve('tsx');
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'profile-run-test-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Returns the output of a run that ends by itself. */
async function dev(files: Record<string, string>, environment: Record<string, string> = {}) {
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  const child = spawn(process.execPath, ['--import', tsx, resolve('dev/run.ts'), 'dev'], {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      NODE_ENV: 'development',
      TSX_TSCONFIG_PATH: resolve('tsconfig.json'),
      PORT: '0',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [said, complained, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit'),
  ]);
  expect(code).toBe(1);
  expect(complained).not.toContain('    at ');
  return { said, complained };
}

test('it names every fault before anything starts', async () => {
  const { said, complained } = await dev({
    '.env': 'NEXTAUTH_SECRET=short\nAPP_REGION=us east 1\n',
    '.env.development': 'UPLOADS_PER_DAY=many\n',
    '.env.production': 'UPLOADS_PER_MINUTE=many\n',
  });
  expect(said).toBe('');
  expect(complained).toContain('NEXTAUTH_SECRET must');
  expect(complained).toContain('APP_REGION must');
  expect(complained).toContain('UPLOADS_PER_DAY must');
  expect(complained).not.toContain('UPLOADS_PER_MINUTE');
  expect(readdirSync(folder).filter((name) => !name.startsWith('.env'))).toEqual([]);
});

test('`.env` names the servers, and variables that are set override it', async () => {
  const nobody = `http://127.0.0.1:${await freePort()}`;
  const { said, complained } = await dev(
    { '.env': `S3_ENDPOINT=${nobody}\nDYNAMODB_ENDPOINT=http://127.0.0.1:1\n` },
    { DYNAMODB_ENDPOINT: process.env.DYNAMODB_ENDPOINT ?? '' },
  );
  expect(said).toBe('');
  expect(complained.trim()).toBe(`S3_ENDPOINT is ${nobody}, but nothing listens there.`);
});
