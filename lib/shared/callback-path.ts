// The address to return to after signing in: always on this site.

const DEFAULT_PATH = '/profile';

/**
 * Returns the path, query and fragment of a `callbackUrl` on this origin, and the profile page for anything else. Resolves it as a
 * browser does, because `//host`, `/\host` and `/<tab>/host` all leave the site.
 */
export function callbackPath(callbackUrl: string | null | undefined, origin: string): string {
  if (!callbackUrl || !URL.canParse(callbackUrl, origin)) return DEFAULT_PATH;
  const url = new URL(callbackUrl, origin);
  if (url.origin !== origin || url.pathname.startsWith('//')) return DEFAULT_PATH;
  return `${url.pathname}${url.search}${url.hash}`;
}
