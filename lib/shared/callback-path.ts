// Where to go after signing in: an address of this site, and never anywhere else.

const DEFAULT_PATH = '/profile';

/**
 * The path, query and fragment of a `callbackUrl` that stays on this origin; the profile page for anything else. Resolved the way
 * a browser resolves it, because `//host`, `/\host` and `/<tab>/host` all leave the site.
 */
export function callbackPath(callbackUrl: string | null | undefined, origin: string): string {
  if (!callbackUrl || !URL.canParse(callbackUrl, origin)) return DEFAULT_PATH;
  const url = new URL(callbackUrl, origin);
  if (url.origin !== origin || url.pathname.startsWith('//')) return DEFAULT_PATH;
  return `${url.pathname}${url.search}${url.hash}`;
}
