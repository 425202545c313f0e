// DELETE /api/profile/sessions: signed out on every device. Whoever signed in before, by cookie or by token, is out at once.
import { changing } from './circumstances';
import { findUser } from './find-user';
import type { Actor, Caller } from './model';
import type { Ports } from './ports';

/**
 * Ends every sign-in of the caller's from before now, this one too. One that comes after counts at once.
 * @returns Unix time in milliseconds from which on sign-ins count
 * @throws ProfileError `user_not_found`
 * @throws UnavailableError
 */
export async function endSessions(
  ports: Ports,
  { userId, signedInAt }: Caller,
  actor: Actor,
): Promise<{ sessionsValidFrom: number }> {
  const sessionsValidFrom = await changing(ports, userId, async () => {
    await findUser(ports, userId, actor);
    // The caller may have signed in on another machine, whose clock is ahead of ours.
    const from = Math.max(ports.clock.now().getTime(), signedInAt) + 1;
    await ports.store.commit({
      userId,
      user: { sessionsValidFrom: from },
      images: [],
      events: [],
    });
    return from;
  });
  ports.log.info({ userId }, `Sessions ended for user ${userId}`);
  return { sessionsValidFrom };
}
