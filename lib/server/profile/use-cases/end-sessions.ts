// DELETE /api/profile/sessions: signs the user out on every device. Earlier sessions and tokens are invalid at once.

import type { UserPorts } from '@/lib/server/profile/ports';
import { transact } from '@/lib/server/profile/shared/transact';
import type { Actor, Caller } from '@/lib/server/shared/caller';

/**
 * Invalidates every earlier sign-in of the caller, including this one. A later sign-in is valid at once.
 * @returns Unix time in milliseconds from which sign-ins are valid
 * @throws ProfileError `user_not_found`
 * @throws UnavailableError
 */
export async function endSessions(
  ports: UserPorts,
  { userId, signedInAt }: Caller,
  actor: Actor,
): Promise<{ sessionsValidFrom: number }> {
  const { sessionsValidFrom } = await transact(ports, userId, actor, () => {
    // The caller may have signed in on a server whose clock is ahead of ours.
    const from = Math.max(ports.clock.now().getTime(), signedInAt) + 1;
    return { userId, user: { sessionsValidFrom: from }, images: [], events: [] };
  });
  ports.log.info({ userId }, `Sessions ended for user ${userId}`);
  return { sessionsValidFrom };
}
