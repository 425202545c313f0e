// Collects what a vCard, a QR code or a business card contains of a user.
import type { Contact } from '@/lib/server/kit/vcard';
import type { UserRecord } from '@/lib/server/profile/domain/model';
import type { UserPorts } from '@/lib/server/profile/ports';
import { DOCUMENT_VARIANT } from '@/lib/shared/image-variants';

/** In bytes. The JPEG of a photo has at most a third of it. */
const MAX_PHOTO_BYTES = 1024 * 1024;

/** Returns the texts of a vCard or card. */
export function contactOf(user: UserRecord): Contact {
  const { nombre, apellido, puesto, telefono, cedula, email } = user;
  return { nombre, apellido, puesto, telefono, cedula, email };
}

/**
 * Reads the JPEG of the shown photo. Returns null without a photo, or if an older version of the app created its sizes without a JPEG.
 * @throws UnavailableError
 */
export async function photoOf(
  { storage }: Pick<UserPorts, 'storage'>,
  { images }: UserRecord,
): Promise<Uint8Array | null> {
  const variants = images.shown?.processed?.variants ?? [];
  const document = variants.find((variant) => variant.name === DOCUMENT_VARIANT);
  const object = document && (await storage.read(document.key, MAX_PHOTO_BYTES));
  return object && object.bytes.length <= MAX_PHOTO_BYTES ? object.bytes : null;
}
