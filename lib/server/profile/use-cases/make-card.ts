// GET /api/profile/card.pdf and card.png: the caller's business card.
import type { CardFormat } from '@/lib/server/kit/card-format';
import type { UserPorts } from '@/lib/server/profile/ports';
import { contactOf, photoOf } from '@/lib/server/profile/shared/contact';
import { contactQr } from '@/lib/server/profile/shared/contact-qr';
import { findUser } from '@/lib/server/profile/shared/find-user';
import { personFileName } from '@/lib/server/profile/shared/person-file-name';
import type { Actor } from '@/lib/server/shared/caller';
import { ProfileError } from '@/lib/server/shared/errors';
import type { NamedFile } from '@/lib/server/shared/named-file';

/**
 * Draws the card, with the photo if there is one and a QR code of the contact.
 * @throws ProfileError `user_not_found`, `not_printable` if the fonts lack a character of the texts
 * @throws UnavailableError
 */
export async function makeCard(
  ports: UserPorts,
  userId: string,
  { extension, draw, missingCharacters }: CardFormat,
  actor: Actor,
): Promise<NamedFile> {
  const user = await findUser(ports, userId, actor);
  const contact = contactOf(user);
  const qr = contactQr(contact);
  const missing = await missingCharacters(contact);
  if (missing.length > 0) {
    throw new ProfileError('not_printable', `The font of the card lacks ${missing.join(' ')}`);
  }
  const body = await draw(contact, await photoOf(ports, user), qr, ports.clock.now());
  return { fileName: personFileName(user, extension), body };
}
