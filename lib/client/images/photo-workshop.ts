// Decodes one photo, and scales, crops and encodes it. Runs in a worker or on the page.
import type { Orientation } from '@/lib/shared/exif-orientation';
import { afterOtherWork } from './after-other-work';
import { canReadPixels } from './canvas-noise';
import type { CropSquare, PictureSize } from './crop-geometry';
import type { HeicStep } from './decode-heic';
import { encodeWhole } from './encode-whole';
import { type Encoded, encodeWithin } from './encode-within';
import type { SeenFace } from './faces/seen-face';
import { hasOddColours } from './odd-colours';
import { takeOrientation, turnUpright } from './orientation';
import { PhotoError } from './photo-error';
import type { MakeRaster } from './raster';
import { renderCrop, sideOf } from './render-crop';
import { type SourceType, sniffType } from './sniff-type';

/** A square photo, ready to upload. */
export type ShrunkPhoto = Encoded;

export interface PhotoWorkshop {
  /**
   * Decodes the file and applies its EXIF orientation. Rejects with `PhotoError`.
   * @param onHeicStep called before each step of a HEIC that must be converted
   */
  open(file: Blob, onHeicStep: (step: HeicStep) => void): Promise<PictureSize>;
  /** Returns a copy for the screen, at most `longestSide` pixels long. The caller closes it. */
  preview(longestSide: number): Promise<ImageBitmap>;
  /**
   * Returns the faces, the most prominent first, in pixels of the picture; null if they are unknown, for example because the detector was
   * not loaded. It takes a second or two, does not block other calls, and ends early with null if the signal aborts.
   */
  findFaces(signal: AbortSignal): Promise<readonly SeenFace[] | null>;
  /** Encodes the crop, at most 1,024 pixels square and below 200 KB. Rejects with `PhotoError` `failed`. */
  shrink(crop: CropSquare): Promise<ShrunkPhoto>;
  /** Encodes the whole picture, for framing it again: see `encodeWhole`. Rejects with `PhotoError` `failed`. */
  whole(): Promise<Encoded>;
  /** Returns the crop at a size in pixels, enlarged if it has less. The caller closes it. Rejects with `PhotoError` `failed`. */
  cut(crop: CropSquare, size: PictureSize): Promise<ImageBitmap>;
  /** Frees the picture. Pending calls are rejected or dropped. */
  close(): void;
}

/** Pictures with more pixels are scaled down after decoding: phones lack the memory. */
const MAX_PIXELS = 25_000_000;
/** The same for pictures that the page turns: Safari's canvas on phones has at most 16,777,216. */
const MAX_TURNED_PIXELS = 16_000_000;

/** Longest side of the copy in which faces are looked for. */
const FACES_SIDE = 1280;

/** Types of photos without transparency. */
const OPAQUE = new Set<SourceType | null>(['image/jpeg', 'image/heic']);

/** Loads the code and the weights that find faces. */
const loadFaceFinder = async () => {
  const { loadDetector, look } = await import('./faces/look');
  const detect = await loadDetector();
  return (pixels: ImageData, width: number, signal: AbortSignal) =>
    look(detect, pixels, width, signal);
};

/** @param loadFinder called once a photo is decoded, so that the weights arrive while its preview is drawn */
export function createWorkshop(make: MakeRaster, loadFinder = loadFaceFinder): PhotoWorkshop {
  let finder: ReturnType<typeof loadFaceFinder> | null = null;
  let picture: ImageBitmap | null = null;
  let isOpaque = false;
  let closed = false;

  function opened(): ImageBitmap {
    if (!picture) throw new PhotoError('failed', { cause: new Error('no photo is open') });
    return picture;
  }

  return {
    async open(file, onHeicStep) {
      if (!canReadPixels(make)) throw new PhotoError('canvas-noise');
      const type = await sniffType(file).catch(unreadable);
      isOpaque = OPAQUE.has(type);
      const { orientation, source } = await takeOrientation(file, type).catch(unreadable);
      const stored = await limited(await decode(source, type, make, onHeicStep), orientation);
      finder = loadFinder();
      // Without it the editor works as it does for a photo without a face.
      finder.catch(() => {});
      const decoded = await turnUpright(stored, orientation, make);
      if (closed) decoded.close();
      else picture = decoded;
      return { width: decoded.width, height: decoded.height };
    },
    preview(longestSide) {
      const scale = longestSide / Math.max(opened().width, opened().height);
      // Bilinear scaling is much faster, and reads every pixel down to a half.
      return scaledTo(opened(), scale, scale < 0.5 ? 'medium' : 'low');
    },
    async findFaces(signal) {
      try {
        const find = await finder;
        // The user may have framed the photo meanwhile: encoding it comes first.
        await afterOtherWork();
        if (!find || closed || signal.aborted) return null;
        const { width, height } = opened();
        const pixels = await pixelsOf(opened(), FACES_SIDE / Math.max(width, height), make);
        return await find(pixels, width, signal);
      } catch {
        return null;
      }
    },
    async shrink(crop) {
      try {
        const side = sideOf(crop);
        const square = renderCrop(opened(), crop, { width: side, height: side }, make);
        return await encodeWithin(square, make, isOpaque);
      } catch (cause) {
        throw new PhotoError('failed', { cause });
      }
    },
    async whole() {
      try {
        return await encodeWhole(opened(), make, isOpaque);
      } catch (cause) {
        throw new PhotoError('failed', { cause });
      }
    },
    async cut(crop, size) {
      try {
        return await createImageBitmap(renderCrop(opened(), crop, size, make).image);
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
  onHeicStep: (step: HeicStep) => void,
): Promise<ImageBitmap> {
  const converted = await decodeToSrgb(file, type, make);
  if (converted) return converted;
  try {
    // EXIF orientation is applied by default; naming the option is an error in older browsers.
    return await createImageBitmap(file);
  } catch (cause) {
    if (type !== 'image/heic') unreadable(cause);
  }
  onHeicStep('loading');
  const { decodeHeic } = await import('./decode-heic').catch(notLoaded);
  return decodeHeic(file, make, () => onHeicStep('converting'));
}

/** Decodes a photo whose colours engines show in different ways. Null if it is another, or the code for it cannot be loaded. */
async function decodeToSrgb(
  file: Blob,
  type: SourceType | null,
  make: MakeRaster,
): Promise<ImageBitmap | null> {
  try {
    if (!(await hasOddColours(file, type))) return null;
    const { decodeOdd } = await import('./decode-odd');
    return await decodeOdd(file, type, make);
  } catch {
    // The browser's own colours are better than no photo.
    return null;
  }
}

/** A file that was deleted since it was chosen is unreadable too. */
function unreadable(cause: unknown): never {
  throw new PhotoError('unreadable', { cause });
}

function notLoaded(cause: unknown): never {
  throw new PhotoError('not-loaded', { cause });
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

/** Returns the pixels of a copy scaled by `scale`, never enlarged. */
async function pixelsOf(picture: ImageBitmap, scale: number, make: MakeRaster): Promise<ImageData> {
  const copy = await scaledTo(picture, scale);
  const { width, height } = copy;
  const { context } = make(width, height);
  context.drawImage(copy, 0, 0);
  copy.close();
  return context.getImageData(0, 0, width, height);
}

/** Returns a copy scaled by `scale`, never enlarged. */
function scaledTo(
  picture: ImageBitmap,
  scale: number,
  resizeQuality: ResizeQuality = 'medium',
): Promise<ImageBitmap> {
  if (scale >= 1) return createImageBitmap(picture);
  return createImageBitmap(picture, {
    resizeWidth: Math.max(1, Math.round(picture.width * scale)),
    resizeHeight: Math.max(1, Math.round(picture.height * scale)),
    resizeQuality,
  });
}
