// The wrapper of form endpoints: they work without JavaScript and redirect back to the page.
import 'server-only';
import { appOrigins, env } from '@/lib/server/env';
import { redirect } from '@/lib/server/shared/redirect';
import { callbackPath } from '@/lib/shared/callback-path';
import { createHandler } from './handler';
import { readText } from './read-json';
import { requireSameOrigin } from './same-origin';

interface CookieToSet {
  name: string;
  /** A value that needs no encoding in a cookie. */
  value: string;
  /** `Max-Age`. */
  seconds: number;
}

/**
 * Creates a route handler for a form, which redirects to the path in its field `from`.
 * @param name the name of the handler in the logs
 * @param use reads the form, and returns the cookie to set
 */
export function formRoute(
  name: string,
  use: (form: URLSearchParams) => CookieToSet | null,
): (request: Request) => Promise<Response> {
  return createHandler(name, async (request) => {
    requireSameOrigin(request, env());
    const [origin = ''] = appOrigins(env());
    const form = new URLSearchParams(await readText(request));
    const remembered = use(form);
    const back = callbackPath(form.get('from'), origin);
    return redirect(back, remembered ? [cookieOf(remembered)] : []);
  });
}

function cookieOf({ name, value, seconds }: CookieToSet): string {
  const secure = env().appUrl.startsWith('https:') ? '; Secure' : '';
  return `${name}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Lax${secure}`;
}
