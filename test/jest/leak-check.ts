// Finds resources that a test file leaves open: servers, sockets, child processes, timers.
import { setTimeout as delay } from 'node:timers/promises';
import type { Circus } from '@jest/types';

/** How long resources may take to close after a test file has ended them, in ms. */
const TIMEOUT = 120_000;

/** Create it before the test file is loaded. */
export class LeakCheck {
  private readonly resources = process.getActiveResourcesInfo();
  private readonly listeners = exitListeners();

  private hasFailed = false;

  /** Listener for Jest's test events. */
  readonly note = (event: Circus.Event): void => {
    const failed = event.name === 'test_done' && event.test.errors.length > 0;
    if (failed || event.name === 'hook_failure' || event.name === 'error') this.hasFailed = true;
  };

  /** Waits until all resources are closed. @throws Error that names those that stay open, which fails the test file */
  async end(): Promise<void> {
    // Each file loads pino anew, and pino waits for the end of the process, which serves many files.
    for (const [event, listener] of without(exitListeners(), this.listeners, isSame)) {
      process.off(event, listener);
    }
    // A failed test may leave resources open, and Jest would report those instead of the failure.
    if (this.hasFailed) return;
    const deadline = Date.now() + TIMEOUT;
    while (this.left().length > 0 && Date.now() < deadline) await delay(10);
    const left = this.left();
    if (left.length > 0) throw new Error(`The test file leaves open: ${left.join(', ')}`);
  }

  /** The resources that keep the process alive now, and did not before the test file. */
  private left(): string[] {
    return without(process.getActiveResourcesInfo(), this.resources, (a, b) => a === b);
  }
}

type ExitListener = [event: 'exit', listener: () => void];

function exitListeners(): ExitListener[] {
  return ['exit', 'beforeExit'].flatMap((event) =>
    process
      .listeners(event as 'exit')
      .map((listener): ExitListener => [event as 'exit', listener as () => void]),
  );
}

const isSame = (a: ExitListener, b: ExitListener) => a[0] === b[0] && a[1] === b[1];

/** Removes one equal element from `all` for each of `known`, and returns the rest. */
function without<T>(all: T[], known: T[], equal: (a: T, b: T) => boolean): T[] {
  const left = [...all];
  for (const one of known) {
    const place = left.findIndex((other) => equal(one, other));
    if (place >= 0) left.splice(place, 1);
  }
  return left;
}
