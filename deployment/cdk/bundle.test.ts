// The bundle of the Lambda functions: its size, its platform, and whether it runs.
import { fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import appManifest from '../../package.json' with { type: 'json' };
import { buildLambdas, LAMBDA_FOLDER, MAX_ZIP_BYTES, zipSize } from './build-lambdas';

beforeAll(buildLambdas);

test('the zip is smaller than 15 MB', () => {
  expect(zipSize(LAMBDA_FOLDER)).toBeLessThan(MAX_ZIP_BYTES);
});

test("it contains the app's version of sharp, for Linux on ARM only", async () => {
  const at = (path: string) => join(LAMBDA_FOLDER, 'node_modules', path);
  const { default: manifest } = await import(at('sharp/package.json'), { with: { type: 'json' } });
  expect(manifest.version).toBe(appManifest.dependencies.sharp);
  expect(existsSync(at('@img/sharp-linux-arm64'))).toBe(true);
  for (const other of ['sharp-linux-x64', 'sharp-linuxmusl-arm64', 'sharp-darwin-arm64']) {
    expect(existsSync(at(`@img/${other}`))).toBe(false);
  }
});

test('it runs with the variables that the stack sets', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'bundle-'));
  try {
    // With this machine's sharp in place of Lambda's.
    cpSync(LAMBDA_FOLDER, folder, {
      recursive: true,
      filter: (path) => !path.includes('node_modules'),
    });
    const modules = fileURLToPath(new URL('../../node_modules', import.meta.url));
    symlinkSync(modules, join(folder, 'node_modules'));
    const program = `
      const { handler } = await import('./process-upload.mjs');
      const { handler: sweep } = await import('./sweep.mjs');
      const body = JSON.stringify({ Event: 's3:TestEvent' });
      const Records = [{ eventSource: 'aws:sqs', messageId: '1', body }];
      console.log(JSON.stringify([await handler({ Records }), typeof sweep]));
    `;
    const { stdout, stderr } = spawnSync(
      process.execPath,
      ['--input-type=module', '--eval', program],
      {
        cwd: folder,
        encoding: 'utf8',
        env: {
          AWS_LAMBDA_FUNCTION_NAME: 'polizalab-profile-process-upload',
          AWS_REGION: 'us-east-1',
          APP_REGION: 'us-east-1',
          S3_BUCKET: 'acme-profile-images',
          NODE_ENV: 'production',
        },
      },
    );
    // The SDK may print a warning about this version of Node after it.
    const [answer] = stdout.split('\n');
    expect({ answer, stderr }).toEqual({
      answer: '[{"batchItemFailures":[]},"function"]',
      stderr: expect.any(String),
    });
    expect(await answerOfImageChild(folder)).toEqual({ ok: false, reason: 'not_an_image' });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

/** Starts the image child process by the path that compose.ts uses, and returns its answer to bytes that are no image. */
async function answerOfImageChild(folder: string): Promise<unknown> {
  const child = fork(join(folder, 'dist', 'image-child.mjs'), [], {
    env: {} as NodeJS.ProcessEnv,
    execArgv: [],
    serialization: 'advanced',
  });
  const [ready] = await once(child, 'message');
  expect(ready).toBe('ready');
  child.send({ bytes: Buffer.from('GIF89a'), contentType: 'image/png', variants: [] });
  const [{ validation }] = await once(child, 'message');
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
  return validation;
}
