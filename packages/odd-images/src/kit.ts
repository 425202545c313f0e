// All files of the kit, with the path of each in the folder that the command writes.
import { cameraPhoto, type PhotoOptions } from './camera-photo.ts';
import { costlyFiles } from './costly-files.ts';
import { type HostileFile, hostileFiles } from './hostile-files.ts';
import { withNotes } from './metadata.ts';

export interface KitFile extends HostileFile {
  /** Relative, with slashes; the first part is the group: `photos`, `hostile` or `costly`. */
  path: string;
}

const SIZE = { width: 1600, height: 1200 };

const PHOTOS: Record<string, PhotoOptions> = {
  plain: SIZE,
  '12 megapixels': { width: 4032, height: 3024 },
  'with location': { ...SIZE, gps: true },
  progressive: { ...SIZE, progressive: true },
  'Display P3': { ...SIZE, profile: 'p3' },
  'png with alpha': { ...SIZE, format: 'png', alpha: true },
  'webp with alpha': { ...SIZE, format: 'webp', alpha: true },
  'webp lossless': { ...SIZE, format: 'webp', quality: 100 },
  ...Object.fromEntries(
    [1, 2, 3, 4, 5, 6, 7, 8].map((orientation) => [
      `orientation ${orientation}`,
      { ...SIZE, orientation },
    ]),
  ),
};

/** Generates the files one after another, so that they are not all in memory. */
export async function* kitFiles(): AsyncGenerator<KitFile> {
  for (const [name, options] of Object.entries(PHOTOS)) {
    const bytes = await cameraPhoto(options);
    const contentType = `image/${options.format ?? 'jpeg'}` as const;
    yield inGroup('photos', { name, contentType, bytes, verdict: 'clean' });
  }
  for (const format of ['jpeg', 'png', 'webp'] as const) {
    const photo = await cameraPhoto({ ...SIZE, format, gps: true });
    const bytes = withNotes(format, photo, 'a private note');
    const name = `${format} with all metadata`;
    yield inGroup('photos', { name, contentType: `image/${format}`, bytes, verdict: 'clean' });
  }
  for (const file of await hostileFiles()) yield inGroup('hostile', file);
  for (const file of await costlyFiles()) yield inGroup('costly', file);
}

/** The extension is that of the claimed media type. */
function inGroup(group: string, file: HostileFile): KitFile {
  const name = file.name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
  const extension = file.contentType.slice('image/'.length).replace('jpeg', 'jpg');
  return { ...file, path: `${group}/${name}.${extension}` };
}
