// Runs before every page. It sets a Content-Security-Policy with a new nonce on each response, and redirects users without a session
// cookie to the sign-in page, which returns them afterwards. Pages and handlers validate the session themselves.
import { type NextRequest, NextResponse } from 'next/server';
import { SESSION_COOKIE } from '@/lib/server/auth/session-cookie';
import { env } from '@/lib/server/env';
import { bucketSource, contentSecurityPolicy } from '@/lib/server/http/content-security-policy';

export function middleware(request: NextRequest): NextResponse {
  // Pages only support GET and HEAD. In a POST, Next would look for a server action, and answer 500 to a body that it cannot read.
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
  // Next reads the nonce from this request header, and adds it to its script tags.
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
  matcher: ['/((?!api/|_next/|f/|language$).*)'],
};
