// A fixed date, which a test can change. Timers are real.

/** Everything that Jest would fake besides Date. */
const TIMERS = [
  ...(['clearImmediate', 'clearInterval', 'clearTimeout', 'hrtime', 'nextTick'] as const),
  ...(['performance', 'queueMicrotask', 'setImmediate', 'setInterval', 'setTimeout'] as const),
];

/** Stops the date. Undo it by `jest.useRealTimers()`. */
export function fixDate(now: Date): void {
  jest.useFakeTimers({ now, doNotFake: TIMERS });
}
