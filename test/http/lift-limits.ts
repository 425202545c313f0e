// Raises the rate limits, for tests that exceed them. The limits have their own tests.

/** Call it before the environment is first read. */
export function liftLimits(): void {
  for (const limit of LIMITS) process.env[limit] = '1000000';
}

const LIMITS = [
  'UPLOADS_PER_MINUTE',
  'UPLOADS_PER_DAY',
  'OPEN_UPLOADS',
  'WRITES_PER_MINUTE',
  'HISTORIES_PER_MINUTE',
  'CARDS_PER_MINUTE',
  'EXPORTS_PER_HOUR',
];
