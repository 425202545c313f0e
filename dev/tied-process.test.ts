// A child process ends when it is stopped, even if it ignores the signal, and when its parent is killed.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { startTied } from './tied-process';

const script = (code: string) => ['-e', code];
const SAY_PID = 'console.log(process.pid); setInterval(() => {}, 1000);';

async function firstLine(stream: NodeJS.ReadableStream | null): Promise<string> {
  if (!stream) throw new Error('no output');
  const [chunk] = await once(stream, 'data');
  return String(chunk).trim();
}

async function gone(pid: number): Promise<void> {
  for (;;) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

test('stop ends the child', async () => {
  const tied = startTied(process.execPath, script(SAY_PID), { output: 'pipe' });
  const pid = Number(await firstLine(tied.child.stdout));
  await tied.stop();
  await gone(pid);
});

test('a child that ignores the request is killed', async () => {
  const deaf = `process.on('SIGTERM', () => {}); ${SAY_PID}`;
  const tied = startTied(process.execPath, script(deaf), { output: 'pipe' });
  const pid = Number(await firstLine(tied.child.stdout));
  await tied.stop(50);
  await gone(pid);
});

test('its exit code is reported', async () => {
  const tied = startTied(process.execPath, script('process.exit(7)'), { output: 'pipe' });
  expect(await tied.exited).toBe(7);
});

test('it does not outlive a parent that is killed', async () => {
  const parentCode = `
    import { startTied } from './dev/tied-process.ts';
    startTied(process.execPath, ['-e', ${JSON.stringify(SAY_PID)}], { output: 'inherit' });`;
  const parent = spawn(
    process.execPath,
    ['--import', 'tsx', '--input-type=module', '-e', parentCode],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const pid = Number(await firstLine(parent.stdout));
  process.kill(pid, 0);
  parent.kill('SIGKILL');
  await gone(pid);
});
