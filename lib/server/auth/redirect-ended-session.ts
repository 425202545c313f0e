// Redirects from an invalid session to the sign-in page. It clears the cookie, or every page would redirect back here.
import 'server-only';
import { app } from '@/lib/server/compose';
import { appOrigins, env } from '@/lib/server/env';
import { redirect } from '@/lib/server/shared/redirect';
import { callbackPath } from '@/lib/shared/callback-path';
import { requestSession } from './session';
import { SESSION_COOKIE } from './session-cookie';

/**
 * Redirects to the sign-in page, which returns to the request's `callbackUrl`; with a valid session, redirects there at once.
 */
export async function redirectEndedSession(request: Request): Promise<Response> {
  const [origin = ''] = appOrigins(env());
  const wanted = new URL(request.url).searchParams.get('callbackUrl');
  const path = callbackPath(wanted, origin);
  const caller = await requestSession(request);
  if (caller && (await app().forCaller(caller).isSignedIn())) return redirect(path);
  const signIn = `/sign-in?callbackUrl=${encodeURIComponent(path)}&error=SessionRequired`;
  return redirect(signIn, sessionCookies(request).map(clearing));
}

function sessionCookies(request: Request): string[] {
  const names = (request.headers.get('cookie') ?? '')
    .split(';')
    .map((pair) => pair.split('=')[0]?.trim() ?? '');
  return names.filter((name) => SESSION_COOKIE.test(name));
}

function clearing(name: string): string {
  const secure = name.startsWith('__Secure-') ? '; Secure' : '';
  return `${name}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax${secure}`;
}
