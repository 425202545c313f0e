// Photos for most tests, each created once per worker.
import { cameraPhoto, type PhotoOptions } from 'odd-images/camera-photo';
import type { GivenFile } from './profile-page';

const made = new Map<string, Promise<Buffer>>();

/** Equal options give the same photo. */
export function madeOnce(options: PhotoOptions): Promise<Buffer> {
  const name = JSON.stringify(options);
  const photo = made.get(name) ?? cameraPhoto(options);
  made.set(name, photo);
  return photo;
}

/** @param seed different seeds give different photos */
export async function photoFile(seed = 1): Promise<GivenFile> {
  const buffer = await madeOnce({ width: 1200, height: 900, seed });
  return { name: `foto-${seed}.jpg`, mimeType: 'image/jpeg', buffer };
}

/** A file that is not a photo, neither by its type nor by its bytes. */
export const PDF_FILE: GivenFile = {
  name: 'póliza.pdf',
  mimeType: 'application/pdf',
  buffer: Buffer.from('%PDF-1.7'),
};
