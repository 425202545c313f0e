// Signing in on a laptop: the agents of the domain polizalab.test, all by one password. `env.ts` sees to it that this is
// never on where others could reach it.

import CredentialsProvider from 'next-auth/providers/credentials';
import { CREDENTIALS_PROVIDER_ID } from '@/lib/shared/sign-in-providers';

const EMAIL = /^\s*([^\s@]{1,64})@polizalab\.test\s*$/i;
const PASSWORD = 'polizalab';

export interface Agent {
  id: string;
  email: string;
  name: string;
}

/**
 * @param findAgent the agent by user id; null where there is none
 * @param onRefused is told of each attempt that fails
 */
export function demoAgentProvider(
  findAgent: (userId: string) => Promise<Agent | null>,
  onRefused: () => void,
) {
  return CredentialsProvider({
    id: CREDENTIALS_PROVIDER_ID,
    credentials: { email: { type: 'email' }, password: { type: 'password' } },
    async authorize(given) {
      const [, name] = EMAIL.exec(given?.email ?? '') ?? [];
      const isGood = name !== undefined && given?.password === PASSWORD;
      const agent = isGood ? await findAgent(`demo-${name.toLowerCase()}`) : null;
      if (agent === null) onRefused();
      return agent;
    },
  });
}
