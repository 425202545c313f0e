// A store whose commits also add the events for other programs to the outbox, so that no use case can forget it.
import {
  type EventStamp,
  photoChanged,
  photoErased,
} from '@/lib/server/profile/domain/photo-changed';
import type { Ports, ProfileStore } from '@/lib/server/profile/ports';

/**
 * @param committed called with the user after an event was written; it must not throw
 */
export function announcingStore(
  store: ProfileStore,
  { newId, clock }: Pick<Ports, 'newId' | 'clock'>,
  committed: (userId: string) => void,
): ProfileStore {
  const stamp = (): EventStamp => ({ eventId: newId(), at: clock.now().toISOString() });
  return {
    ...store,
    async commit(change) {
      const event = photoChanged(change, stamp());
      await store.commit(event ? { ...change, photoChanged: event } : change);
      if (event) committed(change.userId);
    },
    async deleteUser(userId) {
      await store.deleteUser(userId, photoErased(userId, stamp()));
      committed(userId);
    },
  };
}
