// Measures the cost of validating an image in a separate process.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { ALLOCATOR } from '@/lib/server/images/image-child';
import type { Cost } from './measuring-child';

interface Measurer {
  /** Measures one image. One that does not end within `LIMIT` has the verdict `ended`. */
  cost(bytes: Uint8Array, contentType: string): Promise<Cost>;
  end(): Promise<void>;
}

/** In milliseconds: far more than any image needs, even on a busy machine. */
const LIMIT = 600_000;

/** Creates a measurer, whose process is restarted when an image has ended it. */
export function measurer(): Measurer {
  let child: ChildProcess | undefined;

  function start(): ChildProcess {
    return fork(join(process.cwd(), 'test/images/measuring-child.ts'), [], {
      env: { ...process.env, ...ALLOCATOR },
      execArgv: ['--import', 'tsx'],
      serialization: 'advanced',
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
  }

  return {
    async cost(bytes, contentType) {
      child ??= start();
      const working = child;
      const timer = setTimeout(() => working.kill('SIGKILL'), LIMIT);
      const done = new AbortController();
      const { signal } = done;
      const answered = once(working, 'message', { signal });
      const ended = once(working, 'exit', { signal });
      working.send({ bytes, contentType });
      const [answer] = await Promise.race([answered, ended]);
      clearTimeout(timer);
      // Stop waiting for the other one.
      void Promise.allSettled([answered, ended]);
      done.abort();
      if (typeof answer === 'object' && answer !== null) return answer as Cost;
      child = undefined;
      return { verdict: 'ended', cpu: LIMIT, memory: Number.POSITIVE_INFINITY };
    },
    async end() {
      if (!child) return;
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
      child = undefined;
    },
  };
}

/** Measures one image in a fresh process, so that the peak memory belongs to this image alone. */
export async function costInFreshProcess(bytes: Uint8Array, contentType: string): Promise<Cost> {
  const fresh = measurer();
  try {
    return await fresh.cost(bytes, contentType);
  } finally {
    await fresh.end();
  }
}
