// Signing in on a laptop: the agents of the domain polizalab.test, all by one password. `env.ts` sees to it that this is
// never on where others could reach it.
import CredentialsProvider from 'next-auth/providers/credentials';

const DOMAIN = '@polizalab.test';
const PASSWORD = 'polizalab';

export interface Agent {
  id: string;
  email: string;
  name: string;
}

/**
 * @param findAgent the agent by user id; null where there is none
 */
export function demoAgentProvider(findAgent: (userId: string) => Promise<Agent | null>) {
  return CredentialsProvider({
    id: 'credentials',
    credentials: { email: { type: 'email' }, password: { type: 'password' } },
    async authorize(given) {
      const email = given?.email.trim().toLowerCase() ?? '';
      if (!email.endsWith(DOMAIN) || given?.password !== PASSWORD) return null;
      return findAgent(`demo-${email.slice(0, -DOMAIN.length)}`);
    },
  });
}
