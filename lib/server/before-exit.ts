// What is to be done after the last request has been answered, and before the process ends.

/**
 * Does the work once a signal has asked the process to end and whoever handles that signal ends it by `process.exit`: Next does so when the
 * requests in flight have been answered, and waits for nobody else.
 */
export function beforeExit(work: () => Promise<void>): void {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      const exit = process.exit.bind(process);
      let begun = false;
      process.exit = ((code) => {
        // A second call insists.
        if (begun) return exit(code);
        begun = true;
        void work().finally(() => exit(code));
      }) as typeof process.exit;
    });
  }
}
