// Opens a photo for editing, in a worker if the browser supports it.
import type { CropSquare, PictureSize } from './crop-geometry';
import type { Encoded } from './encode-within';
import type { SeenFace } from './faces/seen-face';
import { CONVERSION_MS } from './heic';
import { PhotoError } from './photo-error';
import { createWorkshop, type PhotoWorkshop, type ShrunkPhoto } from './photo-workshop';
import { pageRaster } from './raster';
import { WorkerUnavailable, workerWorkshop } from './worker-workshop';

export type { ShrunkPhoto } from './photo-workshop';

/** An opened photo. `close` it when done: it holds the decoded picture, about 50 MB. */
export interface OpenPhoto extends PictureSize {
  /** An upright copy for the screen, at most 2,048 pixels long. Closed with the photo. */
  readonly preview: ImageBitmap;
  /** True if `shrink` does not block the page. */
  readonly shrinksInBackground: boolean;
  /** Returns the faces, the most prominent first, in pixels of the photo; null if it cannot tell. It never rejects. */
  findFaces(): Promise<readonly SeenFace[] | null>;
  /** Encodes the crop, at most 1,024 pixels square and below 200 KB. Rejects with `PhotoError` `failed`. */
  shrink(crop: CropSquare): Promise<ShrunkPhoto>;
  /** Encodes the whole picture, for framing it again: see `encodeWhole`. Rejects with `PhotoError` `failed`. */
  whole(): Promise<Encoded>;
  /** Returns the crop at a size in pixels, enlarged if it has less. The caller closes it. Rejects with `PhotoError` `failed`. */
  cut(crop: CropSquare, size: PictureSize): Promise<ImageBitmap>;
  close(): void;
}

export interface OpenOptions {
  /** Aborts: the promise rejects with the signal's reason, and all memory is freed. */
  readonly signal?: AbortSignal;
  /** Called if the file is a HEIC that must be converted, which takes seconds. */
  readonly onConverting?: () => void;
}

const PREVIEW_SIDE = 2048;

/** Decodes a photo and applies its EXIF orientation. Rejects with `PhotoError`, or the signal's reason. */
export async function openPhoto(file: Blob, options: OpenOptions = {}): Promise<OpenPhoto> {
  const { workshop, size, isWorker } = await openWorkshop(file, options);
  try {
    const preview = await untilAborted(workshop.preview(PREVIEW_SIDE), options.signal);
    return {
      ...size,
      preview,
      shrinksInBackground: isWorker,
      findFaces: () => workshop.findFaces().catch(() => null),
      shrink: (crop) => workshop.shrink(crop),
      whole: () => workshop.whole(),
      cut: (crop, size) => workshop.cut(crop, size),
      close() {
        preview.close();
        workshop.close();
      },
    };
  } catch (error) {
    workshop.close();
    throw error;
  }
}

/** Returns a workshop with the file open. The caller closes it. */
async function openWorkshop(
  file: Blob,
  { signal, onConverting = () => {} }: OpenOptions,
): Promise<{ workshop: PhotoWorkshop; size: PictureSize; isWorker: boolean }> {
  signal?.throwIfAborted();
  const inWorker = limited(startWorker, onConverting);
  if (inWorker) {
    try {
      return { ...(await openIn(inWorker, file, signal)), isWorker: true };
    } catch (error) {
      if (!canTryOnPage(error)) throw error;
    }
  }
  return { ...(await openIn(limited(pageWorkshop, onConverting), file, signal)), isWorker: false };
}

/** How long a HEIC may take in all, in milliseconds: loading the decoder, 730 KB at 100 kbit/s, and converting the picture. */
export const HEIC_MS = 60_000 + CONVERSION_MS;

/**
 * Starts a workshop whose `open` rejects with `PhotoError` `not-loaded` if a HEIC takes longer than `HEIC_MS`. The page keeps the
 * time: a worker that waits for code answers nothing, and a conversion has its own limit.
 */
function limited<Workshop extends PhotoWorkshop | null>(
  start: (onConverting: () => void) => Workshop,
  onConverting: () => void,
): Workshop {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let expire = () => {};
  const late = new Promise<never>((_, reject) => {
    expire = () => reject(new PhotoError('not-loaded'));
  });
  const workshop = start(() => {
    onConverting();
    timer = setTimeout(expire, HEIC_MS);
  });
  return (
    workshop && {
      ...workshop,
      open: (file: Blob) =>
        Promise.race([workshop.open(file), late]).finally(() => clearTimeout(timer)),
      close() {
        clearTimeout(timer);
        workshop.close();
      },
    }
  );
}

/** In Firefox a HEIC that is never converted in a worker is converted on the page. */
function canTryOnPage(error: unknown): boolean {
  if (error instanceof PhotoError) return error.code === 'timed-out';
  return error instanceof WorkerUnavailable;
}

async function openIn(workshop: PhotoWorkshop, file: Blob, signal: AbortSignal | undefined) {
  try {
    return { workshop, size: await untilAborted(workshop.open(file), signal) };
  } catch (error) {
    workshop.close();
    throw error;
  }
}

function startWorker(onConverting: () => void): PhotoWorkshop | null {
  if (typeof Worker === 'undefined' || typeof OffscreenCanvas === 'undefined') return null;
  try {
    const url = new URL('./shrink.worker.ts', import.meta.url);
    return workerWorkshop(new Worker(url, { type: 'module' }), onConverting);
  } catch {
    // Workers are blocked by policy or settings: do the work on the page.
    return null;
  }
}

/** Does the work on the page, after rendering the current state. */
function pageWorkshop(onConverting: () => void): PhotoWorkshop {
  const workshop = createWorkshop(pageRaster, onConverting);
  return {
    ...workshop,
    shrink: (crop) => painted().then(() => workshop.shrink(crop)),
    whole: () => painted().then(() => workshop.whole()),
  };
}

/** Resolves after the next frame, or soon in a background page, which draws none. */
function painted(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 100);
    if (typeof requestAnimationFrame === 'function')
      requestAnimationFrame(() => setTimeout(resolve));
  });
}

/** Rejects as soon as the signal aborts; the workshop drops late results. */
function untilAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  return new Promise((resolve, reject) => {
    const give = () => reject(signal.reason);
    signal.addEventListener('abort', give, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', give));
  });
}
