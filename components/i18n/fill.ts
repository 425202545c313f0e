// Message formatting: placeholders in texts, file sizes, times and hours.

/** The placeholder names in a text. */
type Slots<Text extends string> = string extends Text
  ? string
  : Text extends `${string}{${infer Name}}${infer Rest}`
    ? Name | Slots<Rest>
    : never;

/** Replaces each `{name}` by its value. A name without a value stays as it is. */
export function fill<Text extends string>(
  text: Text,
  values: Partial<Record<Slots<Text>, string | number>>,
): string {
  const known = new Map<string, string | number | undefined>(Object.entries(values));
  return text.replace(/\{(\w+)\}/g, (slot, name: string) => String(known.get(name) ?? slot));
}

/** Region of each language: Mexico writes decimals with a point. */
const REGIONAL = new Map([['es', 'es-MX']]);

/**
 * Formats a file size, such as `3.4 MB`. A megabyte is 2^20 bytes, as in the limit. Rounds up, so that a file over the limit never
 * reads as the limit.
 */
export function formatSize(bytes: number, locale: string): string {
  const isSmall = bytes < 1024 * 1024;
  const amount = bytes / (isSmall ? 1024 : 1024 * 1024);
  const tenths = isSmall ? 1 : 10;
  const digits = new Intl.NumberFormat(REGIONAL.get(locale) ?? locale);
  return `${digits.format(Math.ceil(amount * tenths) / tenths)} ${isSmall ? 'KB' : 'MB'}`;
}

/** Formats a time in the user's time zone: day, month, hours and minutes, and seconds if asked for. */
export function formatMoment(unixSeconds: number, locale: string, withSeconds = false): string {
  const format = new Intl.DateTimeFormat(REGIONAL.get(locale) ?? locale, {
    day: 'numeric',
    month: 'long',
    hour: '2-digit',
    minute: '2-digit',
    second: withSeconds ? '2-digit' : undefined,
  });
  return format.format(new Date(unixSeconds * 1_000));
}

/** Formats a day, given as `2026-11-29`. */
export function formatDay(day: string, locale: string): string {
  const format = new Intl.DateTimeFormat(REGIONAL.get(locale) ?? locale, {
    dateStyle: 'long',
    timeZone: 'UTC',
  });
  return format.format(new Date(day));
}

/** Formats a number of hours. Call it on the server: spacing differs between browser versions. */
export function formatHours(hours: number, locale: string): string {
  const options = { style: 'unit', unit: 'hour', unitDisplay: 'long' } as const;
  return new Intl.NumberFormat(REGIONAL.get(locale) ?? locale, options).format(hours);
}
