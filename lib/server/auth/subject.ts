// The `sub` of a token: who somebody is, in the words of the identity provider.

/**
 * The subject, if it is one: 1 to 255 printable ASCII characters, no space at its ends. More is no `sub` by OpenID Connect
 * Core 1.0, section 2, and would not fit into an object's key. A list or a number is none, whatever it turns into as text.
 */
export function parseSubject(claim: unknown): string | null {
  const isSubject = typeof claim === 'string' && /^(?! )[\x20-\x7e]{1,255}(?<! )$/.test(claim);
  return isSubject ? claim : null;
}
