// GET /api/profile/qr.svg and qr.png: the QR code by which a phone saves the caller as a contact.
import { qrPng, qrSvg } from '@/lib/server/kit/qr';
import type { UserPorts } from '@/lib/server/profile/ports';
import { contactOf } from '@/lib/server/profile/shared/contact';
import { contactQr } from '@/lib/server/profile/shared/contact-qr';
import { findUser } from '@/lib/server/profile/shared/find-user';
import { personFileName } from '@/lib/server/profile/shared/person-file-name';
import type { Actor } from '@/lib/server/shared/caller';
import type { NamedFile } from '@/lib/server/shared/named-file';

/**
 * @throws ProfileError `user_not_found`, `not_printable`
 * @throws UnavailableError
 */
export async function makeQr(
  ports: UserPorts,
  userId: string,
  format: 'svg' | 'png',
  actor: Actor,
): Promise<NamedFile> {
  const user = await findUser(ports, userId, actor);
  const code = contactQr(contactOf(user));
  const body = format === 'svg' ? Buffer.from(qrSvg(code)) : await qrPng(code);
  return { fileName: personFileName(user, `qr.${format}`), body };
}
