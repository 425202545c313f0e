// Shows the progress of a long command, and interrupts it. Progress goes to standard error: one rewritten line on a terminal, else a JSON
// line a minute. The first SIGINT or SIGTERM lets the work in progress finish; another one exits at once.
import { onNpmGone } from '@/dev/npm-parent';

/** Interval of progress lines, in milliseconds. */
const REDRAW = 200;
const MINUTE = 60_000;
/** Ctrl-C reaches a command twice, from the terminal and from npm: signals within this many milliseconds count as one. */
const SAME_SIGNAL = 1000;

/** Exit codes as in shells: 128 plus the number of the signal. */
const EXIT_CODES = { SIGINT: 130, SIGTERM: 143 } as const;
type Signal = keyof typeof EXIT_CODES;

/** The process, clock and terminal around a command. */
export interface RunPorts {
  out(text: string): void;
  err(text: string): void;
  isTerminal: boolean;
  /** Width of the terminal, in characters. */
  columns: number;
  /** A monotonic time, in milliseconds. */
  now(): number;
  /** Repeats the task at an interval in milliseconds; returns a function that stops it. */
  every(milliseconds: number, task: () => void): () => void;
  /** Returns a function that stops listening. */
  onSignal(listener: (signal: Signal) => void): () => void;
  /** Exits at once. */
  exit(code: number): void;
}

export interface LongRun {
  /** Aborted by the first signal. */
  signal: AbortSignal;
  /** Shows the report so far: numbers and texts, and the lengths of lists. */
  onProgress(report: object): void;
  /** Prints a line of the report. */
  print(line: string): void;
}

/**
 * Runs a command to its end.
 * @param work returns true on success
 * @returns the exit code: 0, 1 on failure, or that of the signal that interrupted it
 */
export async function longRun(
  name: string,
  work: (run: LongRun) => Promise<boolean>,
  ports: RunPorts = ofThisProcess(),
): Promise<number> {
  const controller = new AbortController();
  const startedAt = ports.now();
  let latest: Record<string, string | number> = {};
  let stoppedBy: Signal | undefined;

  const show = () => {
    if (ports.isTerminal) {
      const line = `${name}: ${inWords(latest)}`.slice(0, ports.columns - 1);
      // The cursor stays at the start of the line, so that the next output overwrites it.
      ports.err(`\x1b[K${line}\r`);
    } else {
      const seconds = Math.round((ports.now() - startedAt) / 1000);
      ports.err(`${JSON.stringify({ progress: name, seconds, ...latest })}\n`);
    }
  };
  const print = (line: string) => {
    if (ports.isTerminal) ports.err('\x1b[K');
    ports.out(`${line}\n`);
  };
  const stopShowing = ports.every(ports.isTerminal ? REDRAW : MINUTE, show);
  const stopListening = onFirstSignal((by) => {
    stoppedBy = by;
    ports.err('Stopping after the work in progress. Press Ctrl-C again to exit at once.\n');
    controller.abort();
  }, ports);

  let isWell = false;
  try {
    isWell = await work({
      signal: controller.signal,
      onProgress: (report) => {
        latest = summaryOf(report);
      },
      print,
    });
  } catch (error) {
    ports.err(
      `${ports.isTerminal ? '\x1b[K' : ''}${error instanceof Error ? error.stack : error}\n`,
    );
  } finally {
    stopShowing();
    stopListening();
    if (ports.isTerminal) ports.err('\x1b[K');
  }
  return stoppedBy ? EXIT_CODES[stoppedBy] : isWell ? 0 : 1;
}

/**
 * Calls the listener for the first SIGINT or SIGTERM; a later one exits at once.
 * @returns a function that stops listening
 */
export function onFirstSignal(
  listener: (by: Signal) => void,
  ports: Pick<RunPorts, 'now' | 'onSignal' | 'exit'> = ofThisProcess(),
): () => void {
  let first: number | undefined;
  return ports.onSignal((by) => {
    if (first === undefined) {
      first = ports.now();
      listener(by);
    } else if (ports.now() - first >= SAME_SIGNAL) {
      ports.exit(EXIT_CODES[by]);
    }
  });
}

function summaryOf(report: object): Record<string, string | number> {
  return Object.fromEntries(
    Object.entries(report).flatMap(([name, value]): [string, string | number][] => {
      if (Array.isArray(value)) return [[name, value.length]];
      return typeof value === 'number' || typeof value === 'string' ? [[name, value]] : [];
    }),
  );
}

function inWords(summary: Record<string, string | number>): string {
  return Object.entries(summary)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');
}

function ofThisProcess(): RunPorts {
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    isTerminal: process.stderr.isTTY === true,
    columns: process.stderr.columns ?? 80,
    now: () => performance.now(),
    every(milliseconds, task) {
      const timer = setInterval(task, milliseconds);
      return () => clearInterval(timer);
    },
    onSignal(listener) {
      const signals = Object.keys(EXIT_CODES) as Signal[];
      for (const signal of signals) process.on(signal, listener);
      onNpmGone(() => listener('SIGTERM'));
      return () => {
        for (const signal of signals) process.removeListener(signal, listener);
      };
    },
    exit: (code) => process.exit(code),
  };
}
