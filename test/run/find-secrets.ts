// Finds secrets and locations of photos, which no log may contain.
import { stripVTControlCharacters } from 'node:util';

/** The secret that encrypts the sessions of Jest's tests. */
export const TEST_SECRET = 'a secret for tests alone, of 32 characters or more';

/**
 * Returns the kinds of the secrets found, not the secrets themselves.
 * @param secrets those that the app was configured with or has handled
 */
export function findSecrets(log: string, secrets: string[]): string[] {
  const kinds: Record<string, boolean> = {
    'a presigned URL': /X-Amz-(Signature|Credential|Security-Token)=[^.]/i.test(log),
    'a cookie': /next-auth\.[a-z.-]+=\S/.test(log),
    'a token': /\beyJ[\w-]{8,}\.|Bearer \w/i.test(log),
    'an authorization code': /[?&]code=[^.]/.test(log),
    'a secret': secrets.some((one) => log.includes(one)),
    // 19° 25' 43.26" N, the location in the test photos; a time may have the same digits.
    'a coordinate': /GPSL|latitude|4326\/100|(?<![:\d])(43\.26|19\.428)|99\.13[34]/i.test(log),
  };
  return Object.entries(kinds).flatMap(([kind, isThere]) => (isThere ? [kind] : []));
}

/** Returns the lines that are not JSON, except for Next's startup messages. */
export function findPlainLines(log: string): string[] {
  return stripVTControlCharacters(log)
    .split('\n')
    .filter((line) => !/^($|▲ |- (Local|Network):|✓ )/.test(line) && !isJson(line));
}

function isJson(line: string): boolean {
  try {
    return typeof JSON.parse(line) === 'object';
  } catch {
    return false;
  }
}
