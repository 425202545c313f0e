// next-auth as this app wants it: encrypted JWT sessions, a sign-in page of its own, and the providers that the environment names.
import 'server-only';
import type { NextAuthOptions } from 'next-auth';
import { app } from '@/lib/server/compose';
import { env } from '@/lib/server/env';
import { demoAgentProvider } from './demo-agent-provider';

/** A session ends this long after its sign-in or last renewal, in seconds. */
export const SESSION_SECONDS = 12 * 60 * 60;

export function authOptions(): NextAuthOptions {
  const { sessionSecret, localSignIn } = env();
  return {
    secret: sessionSecret,
    session: { strategy: 'jwt', maxAge: SESSION_SECONDS },
    pages: { signIn: '/sign-in', error: '/sign-in' },
    providers: localSignIn ? [demoAgentProvider(app().findAgent)] : [],
  };
}
