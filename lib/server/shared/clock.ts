// The time, as a port: tests advance it.

export interface Clock {
  now(): Date;
  /** Resolves after this many milliseconds, or when the signal aborts. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

/** Unix time in whole seconds. */
export function unixTime(clock: Pick<Clock, 'now'>): number {
  return Math.floor(clock.now().getTime() / 1000);
}
