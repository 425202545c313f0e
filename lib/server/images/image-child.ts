// A child process that validates and re-encodes images, and the limits that end it. libvips cannot be stopped within a process: not
// every decoder respects its timeout, and a worker thread waits for it.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { inStep } from '@/lib/server/shared/deadline';
import { DecoderDiedError, UnavailableError } from '@/lib/server/shared/errors';
import type { VariantSpec } from '@/lib/shared/image-variants';
import type { ImageContentType } from '@/lib/shared/upload-policy';
import { usageOf } from './process-usage';
import type { ImageValidation } from './validated-image';

export interface ImageJob {
  bytes: Uint8Array;
  contentType: ImageContentType;
  variants: readonly VariantSpec[];
}

export type ChildMessage = 'ready' | { validation: ImageValidation } | { error: unknown };

/** Resource limits of one image. */
export interface ChildLimits {
  /** CPU time in milliseconds. */
  cpu: number;
  /** Elapsed time in milliseconds, for a process that gets no CPU or whose CPU time is unknown. */
  time: number;
  /** How long a process may take to start, in milliseconds. */
  start: number;
  /** Resident memory of the process, in bytes. */
  memory: number;
}

/**
 * The most expensive known images take 1.3 s and 350 MB, and a few times as long on a slow core; anything beyond is not a
 * photo.
 * @param time how long starting a process, and decoding an image in it, may each take, in milliseconds
 */
export function childLimits(time: number): ChildLimits {
  return { cpu: 8000, time, start: time, memory: 512_000_000 };
}

/** Polling interval for the usage of a working process, in milliseconds. */
const POLL_INTERVAL = 50;

/** Returns large freed blocks to the system: by default glibc keeps the memory of a large image for reuse. */
export const ALLOCATOR = { MALLOC_MMAP_THRESHOLD_: '131072', MALLOC_TRIM_THRESHOLD_: '131072' };

/** How libvips uses threads. It reads these variables when it is loaded. */
export const LIBVIPS = {
  // More threads per image use more CPU time in total, and leave less for other requests.
  VIPS_CONCURRENCY: '1',
  // A fixed number of threads, which never end. By default libvips 8.18 ends a thread that was idle for 15 s, and never runs a task that
  // comes at that moment: vips_threadset_run counts on the thread (threadset.c). libuv runs four pipelines at once, with four threads each.
  VIPS_MAX_THREADS: '16',
};

/** V8 heap limit in MB. It covers the walkers' objects, but neither pixels nor files. */
const HEAP_LIMIT = 256;

export interface ChildSource {
  /** Path of the bundle of child-main.ts. */
  entry: string;
  /** The environment of the process: without credentials, which a compromised decoder could read. */
  env: Record<string, string>;
  limits: ChildLimits;
}

/** One child process, which works on one image at a time. */
export class ImageChild {
  readonly #process: ChildProcess;
  readonly #limits: ChildLimits;
  readonly #ready: Promise<void>;

  constructor({ entry, env, limits }: ChildSource) {
    this.#limits = limits;
    this.#process = fork(/* turbopackIgnore: true */ entry, [], {
      env: { ...ALLOCATOR, ...LIBVIPS, ...env } as unknown as NodeJS.ProcessEnv,
      execArgv: [`--max-old-space-size=${HEAP_LIMIT}`],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    // Sending to a process that has just died fails; the exit event handles that.
    this.#process.on('error', () => {});
    this.#ready = this.#start();
    this.#ready.catch(() => {});
    this.#hold(false);
  }

  /** True until the process has ended or is being ended. */
  get isAlive(): boolean {
    const { exitCode, signalCode, killed } = this.#process;
    return exitCode === null && signalCode === null && !killed;
  }

  /** Resident memory in bytes; 0 if unknown. */
  get memory(): number {
    return usageOf(this.#process.pid ?? 0)?.memory ?? 0;
  }

  /**
   * Validates and re-encodes one image; call it only after the previous image is done. An image that exceeds the limits is rejected as
   * `too_complex`, and the process is ended.
   * @throws DecoderDiedError if the process died for another reason, or did not finish although it used little CPU time
   * @throws UnavailableError if the process had already ended
   * @throws Error if the process does not start
   */
  async validate(job: ImageJob): Promise<ImageValidation> {
    this.#hold(true);
    try {
      await inStep('the start of an image child process', () => this.#ready);
      if (!this.isAlive)
        throw new UnavailableError('The image child process ended while it was idle');
      return await inStep('an image child process', () => this.#run(job));
    } finally {
      this.#hold(false);
    }
  }

  /** Kills the process, whatever it is doing. */
  async end(): Promise<void> {
    const { exitCode, signalCode, pid } = this.#process;
    if (exitCode !== null || signalCode !== null || pid === undefined) return;
    const exited = once(this.#process, 'exit');
    this.#process.ref();
    this.#process.kill('SIGKILL');
    await exited;
  }

  #start(): Promise<void> {
    return new Promise((resolve, reject) => {
      const fail = (cause: unknown) =>
        reject(new Error('The image child process does not start', { cause }));
      const timer = setTimeout(() => this.#process.kill('SIGKILL'), this.#limits.start).unref();
      this.#process.once('message', () => {
        clearTimeout(timer);
        resolve();
      });
      this.#process.once('error', fail);
      this.#process.once('exit', (code, signal) => fail(`It ended with ${signal ?? code}`));
    });
  }

  #run(job: ImageJob): Promise<ImageValidation> {
    const child = this.#process;
    const pid = child.pid ?? 0;
    const before = usageOf(pid)?.cpu ?? 0;
    return new Promise((resolve, reject) => {
      let verdict: (() => void) | undefined;
      const kill = (answer: () => void) => {
        verdict ??= answer;
        child.kill('SIGKILL');
      };
      const tooComplex = () => resolve({ ok: false, reason: 'too_complex' });
      const watch = setInterval(() => {
        const used = usageOf(pid);
        if (!used) return;
        const { cpu, memory } = this.#limits;
        if (used.cpu - before > cpu || used.memory > memory) kill(tooComplex);
      }, POLL_INTERVAL);
      const timer = setTimeout(() => {
        // With /proc, an image that uses too much CPU time was killed before: this process got too little of it, or hangs.
        const isMeasured = usageOf(pid) !== null;
        const stalled = () => reject(new DecoderDiedError('Decoding did not finish in time'));
        kill(isMeasured ? stalled : tooComplex);
      }, this.#limits.time);
      const end = () => {
        clearInterval(watch);
        clearTimeout(timer);
        child.off('message', onMessage);
        child.off('exit', onExit);
      };
      const onMessage = (message: Exclude<ChildMessage, 'ready'>) => {
        end();
        if ('validation' in message) resolve(message.validation);
        else reject(message.error);
      };
      const onExit = (code: number | null, signal: string | null) => {
        end();
        if (verdict) verdict();
        else reject(new DecoderDiedError(`The image child process ended with ${signal ?? code}`));
      };
      child.on('message', onMessage);
      child.on('exit', onExit);
      child.send(job);
    });
  }

  /** Keeps the parent alive while the process works; an idle process does not. */
  #hold(isWorking: boolean): void {
    const method = isWorking ? 'ref' : 'unref';
    this.#process[method]();
    this.#process.channel?.[method]();
  }
}
