// Leads the signed-out to the sign-in page and back to where they were going. It only redirects: whether a session holds is
// checked by every page and handler itself.
import { type NextRequest, NextResponse } from 'next/server';

/** next-auth's session cookie, by http and by https; a long one comes in numbered parts. */
const SESSION_COOKIE = /^(?:__Secure-)?next-auth\.session-token(?:\.\d+)?$/;

export function middleware(request: NextRequest): NextResponse {
  if (request.cookies.getAll().some(({ name }) => SESSION_COOKIE.test(name))) {
    return NextResponse.next();
  }
  const { pathname, search } = request.nextUrl;
  const signIn = new URL('/sign-in', request.url);
  signIn.searchParams.set('callbackUrl', `${pathname}${search}`);
  return NextResponse.redirect(signIn);
}

export const config = { matcher: ['/profile/:path*'] };
