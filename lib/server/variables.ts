// The text of environment variables, before anyone reads a meaning into it. Files and consoles put things around a value: a
// file with CRLF line endings adds a CR, `docker run --env-file` keeps quotes, and a secret read from a file ends in a newline.

export type Variables = Record<string, string | undefined>;

/** The only variable whose value has line breaks: a key in PEM. */
const MULTI_LINE = new Set(['CLOUDFRONT_PRIVATE_KEY']);

/** The variables without white space around their values. */
export function trimmed(source: Variables): Variables {
  return Object.fromEntries(Object.entries(source).map(([name, value]) => [name, value?.trim()]));
}

/**
 * The same in place, for `process.env`: packages read it too (the AWS SDK its keys, next-auth its URL, OpenTelemetry its headers),
 * and must see the values that are checked.
 */
export function trimInPlace(variables: Variables): void {
  for (const [name, value = ''] of Object.entries(variables)) {
    if (value !== value.trim()) variables[name] = value.trim();
  }
}

/** Why a value cannot be meant as it stands, in words that follow the name of its variable; undefined for most. */
export function textFault(name: string, value: string): string | undefined {
  if (/^(["'`]).*\1$/s.test(value) && value.length > 1) {
    return 'must be without the quotes around it: `docker run --env-file` passes them on, unlike a shell';
  }
  if (/[\r\n]/.test(value) && !MULTI_LINE.has(name)) return 'must be on one line';
  return undefined;
}
