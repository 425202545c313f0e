// Parses a time in the `Users` row into seconds, in any format that other programs write.

/** A larger number has a finer unit than seconds: in seconds it would be the year 5138. */
const TOO_LATE = 1e11;

const NUMBER = /^\d+(?:\.\d+)?$/;
/** ISO 8601; the time of day, the `T` and the time zone are optional. */
const ISO =
  /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)\s*(Z|[+-]\d{2}:?\d{2})?)?$/i;

/**
 * Accepts a number or numeric string in seconds, milliseconds, microseconds or nanoseconds, and an ISO 8601 date, which is
 * UTC by default.
 * @returns Unix time in whole seconds; null for anything else, and for times not after 1970
 */
export function readTime(value: unknown): number | null {
  let seconds = secondsOf(value);
  while (seconds >= TOO_LATE && Number.isFinite(seconds)) seconds /= 1000;
  const whole = Math.floor(seconds);
  return whole > 0 && Number.isFinite(whole) ? whole : null;
}

function secondsOf(value: unknown): number {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string') return Number.NaN;
  const text = value.trim();
  if (NUMBER.test(text)) return Number(text);
  const [, day, time = '00:00', zone = 'Z'] = ISO.exec(text) ?? [];
  return day === undefined ? Number.NaN : Date.parse(`${day}T${time}${zone}`) / 1000;
}
