// Validates the `sub` claim of a token, which becomes the user id.

/**
 * Accepts 1 to 255 printable ASCII characters without surrounding spaces. OpenID Connect Core 1.0, section 2, allows no longer
 * `sub`, and it would not fit into an object key. Arrays and numbers are rejected, whatever string they convert to.
 */
export function parseSubject(claim: unknown): string | null {
  const isSubject = typeof claim === 'string' && /^(?! )[\x20-\x7e]{1,255}(?<! )$/.test(claim);
  return isSubject ? claim : null;
}
