// Work to do between the last response and the end of the process.

/**
 * Runs the work after SIGTERM or SIGINT, when the signal handler calls `process.exit`: Next does so once the requests in flight have
 * been answered, and waits for nothing else.
 */
export function beforeExit(work: () => Promise<void>): void {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      const exit = process.exit.bind(process);
      let begun = false;
      process.exit = ((code) => {
        // A second call exits at once.
        if (begun) return exit(code);
        begun = true;
        void work().finally(() => exit(code));
      }) as typeof process.exit;
    });
  }
}
