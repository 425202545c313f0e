// A time in the `Users` row as seconds, in whatever form another program has written it.

/** From here on a number counts a finer unit than seconds: as seconds it would be the year 5138. */
const TOO_LATE = 1e11;

const NUMBER = /^\d+(?:\.\d+)?$/;
/** ISO 8601 with or without a time of day, a `T`, and a zone. */
const ISO =
  /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)\s*(Z|[+-]\d{2}:?\d{2})?)?$/i;

/**
 * Takes a number or numeric text of seconds, milliseconds, microseconds or nanoseconds, and a date of ISO 8601, which is
 * UTC unless it says otherwise.
 * @returns Unix time in whole seconds; null for anything else, and for times that are not after 1970
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
