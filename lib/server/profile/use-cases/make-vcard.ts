// GET /api/profile/card.vcf: the caller as a vCard, with the photo.
import { type VCardVersion, vCard } from '@/lib/server/kit/vcard';
import type { UserPorts } from '@/lib/server/profile/ports';
import { contactOf, photoOf } from '@/lib/server/profile/shared/contact';
import { findUser } from '@/lib/server/profile/shared/find-user';
import { personFileName } from '@/lib/server/profile/shared/person-file-name';
import type { Actor } from '@/lib/server/shared/caller';
import type { NamedFile } from '@/lib/server/shared/named-file';

/**
 * Writes the vCard.
 * @throws ProfileError `user_not_found`
 * @throws UnavailableError
 */
export async function makeVCard(
  ports: UserPorts,
  userId: string,
  version: VCardVersion,
  actor: Actor,
): Promise<NamedFile> {
  const user = await findUser(ports, userId, actor);
  const text = vCard(contactOf(user), version, await photoOf(ports, user));
  return { fileName: personFileName(user, 'vcf'), body: Buffer.from(text) };
}
