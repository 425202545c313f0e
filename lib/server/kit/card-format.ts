// The interface of the formats of a business card.
import type { QrCode } from './qr';
import type { Contact } from './vcard';

export interface CardFormat {
  /** The extension of the file, without a dot. */
  extension: 'pdf' | 'png';
  /** @param photo a JPEG, or null: the names then take its place */
  draw: (contact: Contact, photo: Uint8Array | null, qr: QrCode, now: Date) => Promise<Uint8Array>;
  /** Returns the characters of a contact that the fonts cannot show. */
  missingCharacters: (contact: Contact) => Promise<string[]>;
}
