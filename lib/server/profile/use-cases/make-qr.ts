// GET /api/profile/qr.svg and qr.png: the QR code of the caller's contact, or of the lasting link.
import { type QrCode, qrCode, qrPng, qrSvg } from '@/lib/server/kit/qr';
import type { UserRecord } from '@/lib/server/profile/domain/model';
import type { UserPorts } from '@/lib/server/profile/ports';
import { contactOf } from '@/lib/server/profile/shared/contact';
import { contactQr } from '@/lib/server/profile/shared/contact-qr';
import { findUser } from '@/lib/server/profile/shared/find-user';
import { personFileName } from '@/lib/server/profile/shared/person-file-name';
import type { Actor } from '@/lib/server/shared/caller';
import { ProfileError } from '@/lib/server/shared/errors';
import type { NamedFile } from '@/lib/server/shared/named-file';
import type { QrTarget } from '@/lib/shared/kit-schema';

/**
 * Draws the code.
 * @throws ProfileError `user_not_found`, `not_printable`, `link_not_found` while the link is off
 * @throws UnavailableError
 */
export async function makeQr(
  ports: UserPorts,
  userId: string,
  format: 'svg' | 'png',
  of: QrTarget,
  actor: Actor,
): Promise<NamedFile> {
  const user = await findUser(ports, userId, actor);
  const code = of === 'link' ? linkQr(user) : contactQr(contactOf(user));
  const body = format === 'svg' ? Buffer.from(qrSvg(code)) : await qrPng(code);
  return { fileName: personFileName(user, `qr.${format}`), body };
}

function linkQr({ images }: UserRecord): QrCode {
  if (!images.link) throw new ProfileError('link_not_found');
  return qrCode(images.link.url);
}
