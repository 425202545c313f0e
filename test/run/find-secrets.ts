// What must be in no log, whatever the tests did: it opens something, or tells where a photo was taken.
import { stripVTControlCharacters } from 'node:util';

/** What the sessions of Jest's tests are sealed with. */
export const TEST_SECRET = 'a secret for tests alone, of 32 characters or more';

/**
 * The kinds of what was found, by which to look for it; not the secrets themselves.
 * @param secrets those that the app was given, or that went by
 */
export function findSecrets(log: string, secrets: string[]): string[] {
  const kinds: Record<string, boolean> = {
    'a presigned URL': /X-Amz-(Signature|Credential|Security-Token)=[^.]/i.test(log),
    'a cookie': /next-auth\.[a-z.-]+=\S/.test(log),
    'a token': /\beyJ[\w-]{8,}\.|Bearer \w/i.test(log),
    'an authorization code': /[?&]code=[^.]/.test(log),
    'a secret': secrets.some((one) => log.includes(one)),
    // 19° 25' 43.26" N, as the photos of the tests say; a time may end so too.
    'a coordinate': /GPSL|latitude|4326\/100|(?<![:\d])(43\.26|19\.428)|99\.13[34]/i.test(log),
  };
  return Object.entries(kinds).flatMap(([kind, isThere]) => (isThere ? [kind] : []));
}

/** Lines that are not JSON, but for what Next prints as it starts. */
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
