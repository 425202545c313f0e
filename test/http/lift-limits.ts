// For tests that call more often than anybody may: limits have tests of their own.

/** Before the environment is read first. */
export function liftLimits(): void {
  for (const limit of LIMITS) process.env[limit] = '1000000';
}

const LIMITS = [
  'UPLOADS_PER_MINUTE',
  'UPLOADS_PER_DAY',
  'OPEN_UPLOADS',
  'WRITES_PER_MINUTE',
  'HISTORIES_PER_MINUTE',
  'EXPORTS_PER_HOUR',
];
