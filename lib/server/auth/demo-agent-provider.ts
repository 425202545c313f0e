// Password sign-in on a developer's machine: the demo users of the domain polizalab.test share one password. `env.ts` ensures that
// it is never enabled on a server that others can reach.

import CredentialsProvider from 'next-auth/providers/credentials';
import type { Agent } from '@/lib/server/compose';
import { CREDENTIALS_PROVIDER_ID } from '@/lib/shared/sign-in-providers';

const EMAIL = /^\s*([^\s@]{1,64})@polizalab\.test\s*$/i;
const PASSWORD = 'polizalab';

/**
 * @param findAgent finds the demo user by id; null if there is none
 * @param onRefused called for each failed attempt
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
