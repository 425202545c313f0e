// The QR code by which a phone saves a user as a contact.
import { type QrCode, qrCode } from '@/lib/server/kit/qr';
import { type Contact, vCard } from '@/lib/server/kit/vcard';
import { ProfileError } from '@/lib/server/shared/errors';

/**
 * Returns the QR code of a vCard with what a contact needs. Without photo, job title and licence, it can be read at 2 cm.
 * @throws ProfileError `not_printable` if another program has stored a text that is too long for a QR code
 */
export function contactQr(contact: Contact): QrCode {
  try {
    return qrCode(vCard({ ...contact, puesto: '', cedula: '' }, '3', null));
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new ProfileError('not_printable', 'The texts are too long for a QR code', { cause });
  }
}
