// What must be in no log, whatever the browser tests did: it opens something, or tells where a photo was taken.

/** The kinds of what was found, by which to look for it; not the secrets themselves. */
export function findSecrets(log: string): string[] {
  const { NEXTAUTH_SECRET = '', AWS_SECRET_ACCESS_KEY = '' } = process.env;
  const kinds: Record<string, boolean> = {
    'a presigned URL': /X-Amz-(Signature|Credential|Security-Token)=[^.]/i.test(log),
    'a cookie': /(session-token|csrf-token|callback-url|state|nonce|pkce\.\w+)=\S/.test(log),
    'a token': /\beyJ[\w-]{8,}\.|Bearer \w/i.test(log),
    'a secret': [NEXTAUTH_SECRET, AWS_SECRET_ACCESS_KEY].some((one) => one && log.includes(one)),
    'a coordinate': /GPS|latitude|4326\/100|43\.26/i.test(log),
  };
  return Object.entries(kinds).flatMap(([kind, isThere]) => (isThere ? [kind] : []));
}
