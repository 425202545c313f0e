// A command that npm started exits when npm is killed, although the command gets no signal.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { pathToFileURL } from 'node:url';

const CODE = `
  import { onNpmGone } from ${JSON.stringify(pathToFileURL('dev/npm-parent.ts').href)};
  onNpmGone(() => process.exit(0));
  setInterval(() => {}, 1000);
  console.log('ready');`;

/** Runs the command below a shell, as npm does. */
async function start(env: Record<string, string>) {
  const shell = spawn(
    'sh',
    [
      '-c',
      '"$@" & wait',
      'sh',
      process.execPath,
      '--import',
      'tsx',
      '--input-type=module',
      '-e',
      CODE,
    ],
    {
      env: { ...process.env, npm_lifecycle_event: '', ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
      detached: true,
    },
  );
  await once(shell.stdout, 'data');
  return shell;
}

test('the command ends with the shell', async () => {
  const shell = await start({ npm_lifecycle_event: 'dev' });
  const closed = once(shell.stdout, 'close');
  shell.kill('SIGTERM');
  await closed;
});

test('a command that npm did not start continues', async () => {
  const shell = await start({});
  shell.kill('SIGTERM');
  await once(shell, 'exit');
  // The process group still exists: by now it contains only the command.
  const group = -(shell.pid ?? 0);
  expect(() => process.kill(group, 0)).not.toThrow();
  process.kill(group, 'SIGKILL');
});
