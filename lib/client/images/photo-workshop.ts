// Decodes one photo, and scales, crops and encodes it. Runs in a worker or on the page.
import type { Orientation } from '@/lib/shared/exif-orientation';
import type { CropSquare, PictureSize } from './crop-geometry';
import { type Encoded, encodeWithin } from './encode-within';
import { decodeHeic } from './heic';
import { takeOrientation, turnUpright } from './orientation';
import { PhotoError } from './photo-error';
import type { MakeRaster } from './raster';
import { readsBack } from './reads-back';
import { renderSquare, sideOf } from './render-square';
import { type SourceType, sniffType } from './sniff-type';

/** A square photo, ready to upload. */
export type ShrunkPhoto = Encoded;

export interface PhotoWorkshop {
  /** Decodes the file and applies its EXIF orientation. Rejects with `PhotoError`. */
  open(file: Blob): Promise<PictureSize>;
  /** Returns a copy for the screen, at most `longestSide` pixels long. The caller closes it. */
  preview(longestSide: number): Promise<ImageBitmap>;
  /** Encodes the crop, at most 1,024 pixels square and below 200 KB. Rejects with `PhotoError` `failed`. */
  shrink(crop: CropSquare): Promise<ShrunkPhoto>;
  /** Frees the picture. Pending calls are rejected or dropped. */
  close(): void;
}

/** Pictures with more pixels are scaled down after decoding: phones lack the memory. */
const MAX_PIXELS = 25_000_000;
/** The same for pictures that the page turns: Safari's canvas on phones has at most 16,777,216. */
const MAX_TURNED_PIXELS = 16_000_000;

/** Types of photos without transparency. */
const OPAQUE = new Set<SourceType | null>(['image/jpeg', 'image/heic']);

export function createWorkshop(make: MakeRaster, onConverting: () => void): PhotoWorkshop {
  let picture: ImageBitmap | null = null;
  let isOpaque = false;
  let closed = false;

  function opened(): ImageBitmap {
    if (!picture) throw new PhotoError('failed', { cause: new Error('no photo is open') });
    return picture;
  }

  return {
    async open(file) {
      if (!readsBack(make)) throw new PhotoError('canvas-noise');
      const type = await sniffType(file).catch(unreadable);
      isOpaque = OPAQUE.has(type);
      const { orientation, source } = await takeOrientation(file, type).catch(unreadable);
      const stored = await limited(await decode(source, type, make, onConverting), orientation);
      const decoded = await turnUpright(stored, orientation, make);
      if (closed) decoded.close();
      else picture = decoded;
      return { width: decoded.width, height: decoded.height };
    },
    preview(longestSide) {
      return scaledTo(opened(), longestSide / Math.max(opened().width, opened().height));
    },
    async shrink(crop) {
      try {
        const square = renderSquare(opened(), crop, sideOf(crop), make);
        return await encodeWithin(square, make, isOpaque);
      } catch (cause) {
        throw new PhotoError('failed', { cause });
      }
    },
    close() {
      closed = true;
      picture?.close();
      picture = null;
    },
  };
}

/** Tries native decoding first, even for HEIC: Safari can, and the decoder is large and slow. */
async function decode(
  file: Blob,
  type: SourceType | null,
  make: MakeRaster,
  onConverting: () => void,
): Promise<ImageBitmap> {
  try {
    // EXIF orientation is applied by default; naming the option is an error in older browsers.
    return await createImageBitmap(file);
  } catch (cause) {
    if (type !== 'image/heic') unreadable(cause);
  }
  onConverting();
  return decodeHeic(file, make);
}

/** A file that was deleted since it was chosen is unreadable too. */
function unreadable(cause: unknown): never {
  throw new PhotoError('unreadable', { cause });
}

async function limited(picture: ImageBitmap, orientation: Orientation): Promise<ImageBitmap> {
  const most = orientation === 1 ? MAX_PIXELS : MAX_TURNED_PIXELS;
  const scale = Math.sqrt(most / (picture.width * picture.height));
  if (scale >= 1) return picture;
  try {
    return await scaledTo(picture, scale);
  } finally {
    picture.close();
  }
}

/** Returns a copy scaled by `scale`, never enlarged. */
function scaledTo(picture: ImageBitmap, scale: number): Promise<ImageBitmap> {
  if (scale >= 1) return createImageBitmap(picture);
  return createImageBitmap(picture, {
    resizeWidth: Math.max(1, Math.round(picture.width * scale)),
    resizeHeight: Math.max(1, Math.round(picture.height * scale)),
    resizeQuality: 'medium',
  });
}
