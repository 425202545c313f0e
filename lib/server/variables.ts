// Cleans the raw text of environment variables before it is parsed. Files and consoles add characters: a file with CRLF line
// endings adds a CR, `docker run --env-file` keeps quotes, and a secret read from a file ends in a newline.

export type Variables = Record<string, string | undefined>;

/** Keys in PEM, the only values with line breaks. */
const MULTI_LINE = new Set(['CLOUDFRONT_PRIVATE_KEY', 'ERASURE_SIGNING_KEY']);

/** Returns the variables with trimmed values. */
export function trimmed(source: Variables): Variables {
  return Object.fromEntries(Object.entries(source).map(([name, value]) => [name, value?.trim()]));
}

/**
 * Trims in place, for `process.env`: packages read it too (the AWS SDK its keys, next-auth its URL, OpenTelemetry its headers),
 * and must see the validated values.
 */
export function trimInPlace(variables: Variables): void {
  for (const [name, value = ''] of Object.entries(variables)) {
    if (value !== value.trim()) variables[name] = value.trim();
  }
}

/** Detects a value that is certainly a mistake, and returns the reason, worded to follow the variable's name; else undefined. */
export function textFault(name: string, value: string): string | undefined {
  if (/^(["'`]).*\1$/s.test(value) && value.length > 1) {
    return 'must be without the quotes around it: `docker run --env-file` passes them on, unlike a shell';
  }
  if (/[\r\n]/.test(value) && !MULTI_LINE.has(name)) return 'must be on one line';
  return undefined;
}
