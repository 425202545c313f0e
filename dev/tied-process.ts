// Starts a child process that never outlives this one, not even if this one is killed.
import { type ChildProcess, spawn } from 'node:child_process';

export interface TiedProcess {
  child: ChildProcess;
  /** Resolves once it has ended, with its exit code or the name of the signal. */
  exited: Promise<number | NodeJS.Signals>;
  /** Asks it to end, and kills it after `grace` ms. */
  stop(grace?: number): Promise<void>;
}

/**
 * The child's input is a pipe from this process. When this process is killed the pipe closes, and the shell in between ends the child.
 * The child has its own session, so that Ctrl-C does not reach it: this process ends it.
 */
const GUARD = `
exec 3<&0
"$@" 3<&- </dev/null &
child=$!
{ cat <&3; kill "$child"; } >/dev/null 2>&1 &
wait "$child" 2>/dev/null
`;

/**
 * Starts `command`.
 * @param output where its standard output goes: to ours, or to a pipe on `child`
 * @param errors the same for standard error; like `output` unless given
 * @param endsItself true if it ends when its standard input closes
 */
export function startTied(
  command: string,
  args: string[],
  options: {
    env?: NodeJS.ProcessEnv;
    cwd?: string;
    output: 'inherit' | 'pipe';
    errors?: 'inherit' | 'pipe';
    endsItself?: boolean;
  },
): TiedProcess {
  const guarded = process.platform !== 'win32';
  const direct = options.endsItself || !guarded;
  const child = spawn(
    direct ? command : 'sh',
    direct ? args : ['-c', GUARD, 'sh', command, ...args],
    {
      env: options.env,
      cwd: options.cwd,
      detached: guarded,
      stdio: ['pipe', options.output, options.errors ?? options.output],
    },
  );
  child.stdin?.on('error', () => {});
  const exited = new Promise<number | NodeJS.Signals>((resolve) => {
    child.once('error', () => resolve(127));
    child.once('exit', (code, signal) => resolve(code ?? signal ?? 1));
  });

  async function stop(grace = 5000): Promise<void> {
    child.stdin?.end();
    if (direct && !options.endsItself) child.kill('SIGTERM');
    const insist = setTimeout(() => killAll(child, guarded), grace);
    await exited;
    clearTimeout(insist);
  }
  return { child, exited, stop };
}

function killAll(child: ChildProcess, ownsGroup: boolean): void {
  if (child.pid === undefined) return;
  try {
    process.kill(ownsGroup ? -child.pid : child.pid, 'SIGKILL');
  } catch {
    // It has already ended.
  }
}
