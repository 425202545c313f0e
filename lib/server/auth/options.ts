// The configuration of next-auth: encrypted JWT sessions, a custom sign-in page, and the configured providers.
import { OIDC_PROVIDER_ID } from '@/lib/shared/sign-in-providers';
import 'server-only';
import type { NextAuthOptions } from 'next-auth';
import { app } from '@/lib/server/compose';
import { appOrigins, env } from '@/lib/server/env';
import { callbackPath } from '@/lib/shared/callback-path';
import { demoAgentProvider } from './demo-agent-provider';
import { oidcProvider } from './oidc-provider';
import { readSessionClaims, SESSION_SECONDS, sessionClaims } from './session-claims';
import { isStillSignedIn } from './still-signed-in';

/** Returns the options of next-auth for this environment. */
export function authOptions(): NextAuthOptions {
  const { sessionSecret, localSignIn, oidc, providerTimeout: timeout } = env();
  return {
    secret: sessionSecret,
    session: { strategy: 'jwt', maxAge: SESSION_SECONDS },
    pages: { signIn: '/sign-in', error: '/sign-in' },
    providers: [
      ...(oidc ? [oidcProvider({ ...oidc, timeout })] : []),
      ...(localSignIn ? [demoAgentProvider(app().findAgent, logRefusedSignIn)] : []),
    ],
    callbacks: {
      signIn: ({ account, profile, user }) =>
        account?.provider === OIDC_PROVIDER_ID ? register({ ...profile, userId: user.id }) : true,
      jwt: ({ token, user }) => (user ? startSession(user.id, token) : renewSession(token)),
      redirect: ({ url, baseUrl }) => safeAddress(url, baseUrl),
    },
    events: {
      signIn: ({ user }) => app().log.info({ userId: user.id }, `Signed in: user ${user.id}`),
      signOut: ({ token }) =>
        app().log.info({ userId: token?.sub }, `Signed out: user ${token?.sub}`),
    },
    logger: {
      error: (code, metadata) =>
        app().log.warn({ code, ...reasonOf(metadata) }, `Sign-in: ${code}`),
      warn: (code) => app().log.warn({ code }, `Sign-in: ${code}`),
      debug: () => {},
    },
  };
}

/** The sign-in methods that the sign-in page offers. */
export function signInMethods(): { provider: boolean; password: boolean } {
  const { oidc, localSignIn } = env();
  return { provider: oidc !== undefined, password: localSignIn };
}

function logRefusedSignIn(): void {
  app().log.warn({ code: 'sign_in_failed' }, 'Sign-in failed: wrong email or password');
}

/** Creates the user on the first sign-in. If that fails, returns the address to redirect to instead of a session. */
async function register(claims: Parameters<ReturnType<typeof app>['registerUser']>[0]) {
  try {
    await app().registerUser(claims);
    return true;
  } catch (error) {
    app().log.error({ userId: claims.userId, err: error }, `Error in sign-in: ${String(error)}`);
    return '/sign-in?error=Unavailable';
  }
}

/** Builds the claims of a new session. Name and email are for clients of next-auth; this app reads them from the user. */
function startSession(
  userId: string,
  { name, email }: { name?: string | null; email?: string | null },
) {
  return { ...sessionClaims(userId, Date.now()), name, email };
}

/** Renews a session without changing its start. If it throws, next-auth clears the cookie. */
async function renewSession<Token extends Record<string, unknown>>(token: Token): Promise<Token> {
  const caller = readSessionClaims(token, Date.now());
  // If the store is unavailable, the cookie stays: every page and handler validates the session again.
  if (!caller || !(await isStillSignedIn(caller, true))) throw new Error('The session has ended');
  return token;
}

/** Returns a safe address to redirect to after signing in or out: only origins of this app. */
function safeAddress(url: string, baseUrl: string): string {
  const origin =
    appOrigins(env()).find((own) => url.startsWith(`${own}/`)) ?? new URL(baseUrl).origin;
  return `${origin}${callbackPath(url, origin)}`;
}

/** The reason of a failure, without the part after `expected` in openid-client's messages, which quotes client input. */
function reasonOf(metadata: unknown): { why?: string } {
  const { error = metadata } = (metadata ?? {}) as { error?: unknown };
  if (!(error instanceof Error)) return {};
  const [why = ''] = error.message.split(', expected ', 1);
  return { why: why.slice(0, 200) };
}
