// The time, the actor and the policy of a step.
import type { Moment } from '@/lib/server/profile/domain/image-life';
import type { UserPorts } from '@/lib/server/profile/ports';
import type { Actor } from '@/lib/server/shared/caller';
import { unixTime } from '@/lib/server/shared/clock';

/** Returns the arguments that the steps in lib/server/profile/domain need in addition to the records. */
export function momentOf(
  ports: Pick<UserPorts, 'clock' | 'newId' | 'policy'>,
  actor: Actor,
): Moment {
  return { now: unixTime(ports.clock), actor, newId: ports.newId, ...ports.policy };
}
