// What must be in no log, whatever the browser tests did: it opens something, or tells where a photo was taken.

/** The kinds of what was found, by which to look for it; not the secrets themselves. */
export function findSecrets(log: string): string[] {
  const { NEXTAUTH_SECRET = '', AWS_SECRET_ACCESS_KEY = '' } = process.env;
  const kinds: Record<string, boolean> = {
    'a presigned URL': /X-Amz-(Signature|Credential|Security-Token)=[^.]/i.test(log),
    'a cookie': /next-auth\.[a-z.-]+=\S/.test(log),
    'a token': /\beyJ[\w-]{8,}\.|Bearer \w/i.test(log),
    'a secret': [NEXTAUTH_SECRET, AWS_SECRET_ACCESS_KEY].some((one) => one && log.includes(one)),
    // 19° 25' 43.26" N, as the photos of the tests say; a time may end so too.
    'a coordinate': /GPSL|latitude|4326\/100|(?<![:\d])(43\.26|19\.428)|99\.13[34]/i.test(log),
  };
  return Object.entries(kinds).flatMap(([kind, isThere]) => (isThere ? [kind] : []));
}
