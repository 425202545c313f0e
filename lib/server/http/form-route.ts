// The wrapper of what a page's form is sent to: it works before any script has run, and leads back to that page.
import 'server-only';
import { appOrigins, env } from '@/lib/server/env';
import { seeOther } from '@/lib/server/see-other';
import { callbackPath } from '@/lib/shared/callback-path';
import { answered } from './answered';
import { readText } from './read-json';
import { requireSameOrigin } from './same-origin';

interface Remembered {
  name: string;
  /** What may stand in a cookie as it is. */
  value: string;
  /** For how long. */
  seconds: number;
}

/**
 * A route handler for a form of fields, which answers with the way back to the path in its field `from`.
 * @param name what the handler is called in the logs
 * @param use reads the form, and gives back what is to be remembered in a cookie
 */
export function formRoute(
  name: string,
  use: (form: URLSearchParams) => Remembered | null,
): (request: Request) => Promise<Response> {
  return answered(name, async (request) => {
    requireSameOrigin(request, env());
    const [origin = ''] = appOrigins(env());
    const form = new URLSearchParams(await readText(request));
    const remembered = use(form);
    const back = callbackPath(form.get('from'), origin);
    return seeOther(back, remembered ? [cookieOf(remembered)] : []);
  });
}

function cookieOf({ name, value, seconds }: Remembered): string {
  const secure = env().appUrl.startsWith('https:') ? '; Secure' : '';
  return `${name}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Lax${secure}`;
}
