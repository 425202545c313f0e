// The whole of message formatting in the browser: next-intl's runtime stays on the server, for its weight.

/** The names that stand in braces in a text. */
type Slots<Text extends string> = string extends Text
  ? string
  : Text extends `${string}{${infer Name}}${infer Rest}`
    ? Name | Slots<Rest>
    : never;

/** Puts values in the place of `{name}`. A name without a value stays as it is. */
export function fill<Text extends string>(
  text: Text,
  values: Partial<Record<Slots<Text>, string | number>>,
): string {
  const known = new Map<string, string | number | undefined>(Object.entries(values));
  return text.replace(/\{(\w+)\}/g, (slot, name: string) => String(known.get(name) ?? slot));
}

/** Numbers and dates as they are written in Mexico, where a point stands before the decimals. */
const REGIONAL = new Map([['es', 'es-MX']]);

/**
 * A size for people, in the unit they would name: `3.4 MB`. A megabyte here is 2^20 bytes, as in the limit. Rounded up, so that
 * what is over the limit never reads as the limit.
 */
export function formatSize(bytes: number, locale: string): string {
  const isSmall = bytes < 1024 * 1024;
  const amount = bytes / (isSmall ? 1024 : 1024 * 1024);
  const tenths = isSmall ? 1 : 10;
  const digits = new Intl.NumberFormat(REGIONAL.get(locale) ?? locale);
  return `${digits.format(Math.ceil(amount * tenths) / tenths)} ${isSmall ? 'KB' : 'MB'}`;
}

/** A moment for people, in their own time zone: day, month, hours and minutes, and seconds where they are what tells two apart. */
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

/** A number of hours in words. The server's to call: how the words are spaced differs between versions of a browser. */
export function formatHours(hours: number, locale: string): string {
  const options = { style: 'unit', unit: 'hour', unitDisplay: 'long' } as const;
  return new Intl.NumberFormat(REGIONAL.get(locale) ?? locale, options).format(hours);
}
