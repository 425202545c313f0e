// Percent-encoding by RFC 3986: https://www.rfc-editor.org/rfc/rfc3986#section-2.3

/** Percent-encodes everything except the unreserved characters, as SigV4 and `filename*` require it. */
export function escapeUri(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
