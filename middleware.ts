// Runs before every page. It gives each answer a Content-Security-Policy with a nonce of its own, and leads the signed-out to
// the sign-in page and back to where they were going. Whether a session holds is checked by every page and handler itself.
import { type NextRequest, NextResponse } from 'next/server';
import { SESSION_COOKIE } from '@/lib/server/auth/session-cookie';
import { env } from '@/lib/server/env';
import { bucketSource, contentSecurityPolicy } from '@/lib/server/http/content-security-policy';

export function middleware(request: NextRequest): NextResponse {
  // Pages are looked at. In anything else Next would look for a server action, and answer 500 to what it cannot read.
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return new NextResponse(null, { status: 405, headers: { allow: 'GET, HEAD' } });
  }
  const { pathname, search } = request.nextUrl;
  if (pathname.startsWith('/profile') && !hasSession(request)) {
    const signIn = new URL('/sign-in', request.url);
    signIn.searchParams.set('callbackUrl', `${pathname}${search}`);
    return NextResponse.redirect(signIn);
  }

  const { cloudFront, oidc, ...settings } = env();
  const policy = contentSecurityPolicy(
    {
      bucket: bucketSource(settings),
      cdnOrigin: cloudFront && `https://${cloudFront.domain}`,
      identityProviderOrigin: oidc && new URL(oidc.issuer).origin,
    },
    crypto.randomUUID().replaceAll('-', ''),
    process.env.NODE_ENV === 'development',
  );
  // Next reads the nonce from the request's header, and puts it on the scripts that it writes.
  const headers = new Headers(request.headers);
  headers.set('content-security-policy', policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set('content-security-policy', policy);
  return response;
}

function hasSession(request: NextRequest): boolean {
  return request.cookies.getAll().some(({ name }) => SESSION_COOKIE.test(name));
}

export const config = {
  runtime: 'nodejs',
  matcher: ['/((?!api/|_next/|language$).*)'],
};
