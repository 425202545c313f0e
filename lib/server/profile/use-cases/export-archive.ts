// GET /api/profile/archive: everything stored about the user as files: one JSON document, and the photos that still exist.

import type { UserPorts } from '@/lib/server/profile/ports';
import { MAX_LEGACY_BYTES } from '@/lib/server/profile/processing/validate-upload';
import type { Actor } from '@/lib/server/shared/caller';
import { beyondDeadline } from '@/lib/server/shared/deadline';
import type { ExportResponse } from '@/lib/shared/profile-schema';
import { IMAGE_EXTENSIONS, type ImageContentType } from '@/lib/shared/upload-policy';
import { exportProfile } from './export-profile';

export interface ArchiveFile {
  name: string;
  bytes: Uint8Array;
  modifiedAt: Date;
}

/**
 * Collects the export and the processed photos that are shown or can be restored. Photos are read one by one as the files are
 * consumed, so that memory holds one at a time; one that the sweep deletes meanwhile is left out.
 * @throws ProfileError `user_not_found`
 * @throws UnavailableError, also while the files are consumed
 */
export async function exportArchive(
  ports: UserPorts,
  userId: string,
  actor: Actor,
): Promise<AsyncGenerator<ArchiveFile>> {
  return files(ports.storage, await exportProfile(ports, userId, actor));
}

async function* files(
  storage: UserPorts['storage'],
  { expiresIn, ...data }: ExportResponse,
): AsyncGenerator<ArchiveFile> {
  const exportedAt = new Date(data.exportedAt * 1000);
  const images = data.images.map(({ url, variants, framing, ...image }) => ({
    ...image,
    file: url === null ? null : fileNameOf(image.key, image.contentType),
    framing: framing && framingOf(image.key, framing),
  }));
  const json = JSON.stringify({ ...data, images }, null, 2);
  yield { name: 'datos.json', bytes: new TextEncoder().encode(json), modifiedAt: exportedAt };
  for (const { file, key, issuedAt, framing } of images) {
    for (const stored of [{ file, key }, ...(framing ? [framing] : [])]) {
      if (stored.file === null) continue;
      // The client may take longer than the deadline of a request to receive everything. Each read has its own timeouts.
      const object = await beyondDeadline(() => storage.read(stored.key, MAX_LEGACY_BYTES));
      if (object === null) continue;
      yield { name: stored.file, bytes: object.bytes, modifiedAt: new Date(issuedAt * 1000) };
    }
  }
}

type ExportedFraming = NonNullable<ExportResponse['images'][number]['framing']>;

/** The source picture of an image, with its file in place of its URL. */
function framingOf(imageKey: string, { url, ...framing }: ExportedFraming) {
  return { ...framing, file: fileNameOf(imageKey, framing.contentType, '-original') };
}

/** Names a file by its image id: a name from the user could repeat, or contain a path. */
function fileNameOf(imageKey: string, contentType: string, which = ''): string {
  const id = imageKey.slice(imageKey.lastIndexOf('/') + 1).replace(/\.[^.]*$/, '');
  return `fotos/${id}${which}.${IMAGE_EXTENSIONS[contentType as ImageContentType] ?? 'bin'}`;
}
