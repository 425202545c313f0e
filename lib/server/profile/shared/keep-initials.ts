// Updates the initials of a lasting link, and their picture in the bucket, when the names change.
import { withInitials } from '@/lib/server/profile/domain/link-steps';
import type { Change, UserRecord } from '@/lib/server/profile/domain/model';
import { initialsKey } from '@/lib/server/profile/domain/object-keys';
import type { UserPorts } from '@/lib/server/profile/ports';

export type DrawingPorts = Pick<UserPorts, 'storage' | 'drawInitials'>;

/**
 * Adds new initials of the link to a change, if the names of the user have changed them. It stores their picture, so that it exists
 * when the change is committed.
 * @param change null for no other change
 * @throws UnavailableError
 */
export async function keepInitials(
  ports: DrawingPorts,
  user: UserRecord,
  change: Change | null,
): Promise<Change | null> {
  const complete = withInitials(user, change);
  const { link } = complete?.user?.images?.after ?? {};
  if (complete && link && link.initials !== user.images.link?.initials) {
    const picture = ports.drawInitials(link.initials);
    await ports.storage.write(initialsKey(link.initials), picture, 'image/png');
  }
  return complete;
}
