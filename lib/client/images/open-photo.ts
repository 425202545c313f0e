// Opens a photo for editing, in a worker if the browser supports it.
import type { CropSquare, PictureSize } from './crop-geometry';
import type { HeicStep } from './decode-heic';
import type { Encoded } from './encode-within';
import type { SeenFace } from './faces/seen-face';
import { PhotoError, type PhotoErrorCode } from './photo-error';
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
  /**
   * Returns the faces, the most prominent first, in pixels of the photo; null if it cannot tell, or the signal aborts. It never rejects.
   */
  findFaces(signal: AbortSignal): Promise<readonly SeenFace[] | null>;
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
      findFaces: (signal) => workshop.findFaces(signal).catch(() => null),
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

/** A worker for the next photo: it waits, or is opening a file already. */
let prepared: { readonly workshop: PhotoWorkshop; readonly file: Blob | null } | null = null;

/** Starts the worker for the next photo, if there is none, since it takes a while to start. It uses no processor time until then. */
export function prepareWorker(): void {
  if (prepared) return;
  const workshop = startWorker();
  prepared = workshop && { workshop, file: null };
}

/** Begins to open a file in the worker while the editor is still being drawn: `openPhoto` with the same file continues. */
export function openAhead(file: Blob): void {
  prepareWorker();
  if (prepared?.file === null) prepared = { workshop: opening(prepared.workshop, file), file };
}

/** Opens the file now. The workshop's `open` returns the result. */
function opening(workshop: PhotoWorkshop, file: Blob): PhotoWorkshop {
  const steps: HeicStep[] = [];
  let tell: (step: HeicStep) => void = (step) => steps.push(step);
  const size = workshop.open(file, (step) => tell(step));
  size.catch(() => {});
  return {
    ...workshop,
    open(_, onHeicStep) {
      steps.forEach(onHeicStep);
      tell = onHeicStep;
      return size;
    },
  };
}

/** Returns the prepared worker, unless it opens another file, and no longer keeps it. */
function takePrepared(file: Blob): PhotoWorkshop | null {
  const taken = prepared;
  prepared = null;
  if (!taken || taken.file === null || taken.file === file) return taken?.workshop ?? null;
  taken.workshop.close();
  return null;
}

/** Returns a workshop with the file open. The caller closes it. */
async function openWorkshop(
  file: Blob,
  options: OpenOptions,
): Promise<{ workshop: PhotoWorkshop; size: PictureSize; isWorker: boolean }> {
  options.signal?.throwIfAborted();
  const inWorker = takePrepared(file) ?? startWorker();
  if (inWorker) {
    try {
      return { ...(await openIn(inWorker, file, options)), isWorker: true };
    } catch (error) {
      if (!(error instanceof WorkerUnavailable)) throw error;
    }
  }
  return { ...(await openIn(pageWorkshop(), file, options)), isWorker: false };
}

/** How long each step of a HEIC may take, in milliseconds, and the error after it. */
export const HEIC_LIMITS: Record<HeicStep, { readonly ms: number; readonly code: PhotoErrorCode }> =
  {
    // 730 KB at 100 kbit/s.
    loading: { ms: 60_000, code: 'not-loaded' },
    // 24 megapixels take 8 s on a desktop, and four times as long on a slow phone.
    converting: { ms: 60_000, code: 'timed-out' },
  };

async function openIn(workshop: PhotoWorkshop, file: Blob, options: OpenOptions) {
  try {
    return {
      workshop,
      size: await untilAborted(openInTime(workshop, file, options), options.signal),
    };
  } catch (error) {
    workshop.close();
    throw error;
  }
}

/**
 * Rejects with `PhotoError` if a step of a HEIC takes longer than its limit. The page keeps the time: a worker that waits for code, or
 * decodes, handles no timer.
 */
function openInTime(
  workshop: PhotoWorkshop,
  file: Blob,
  { onConverting }: OpenOptions,
): Promise<PictureSize> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stop = () => clearTimeout(timer);
  return new Promise<PictureSize>((resolve, reject) => {
    const onHeicStep = (step: HeicStep) => {
      if (step === 'loading') onConverting?.();
      const { ms, code } = HEIC_LIMITS[step];
      stop();
      timer = setTimeout(() => reject(new PhotoError(code)), ms);
    };
    workshop.open(file, onHeicStep).then(resolve, reject);
  }).finally(stop);
}

function startWorker(): PhotoWorkshop | null {
  if (typeof Worker === 'undefined' || typeof OffscreenCanvas === 'undefined') return null;
  try {
    const url = new URL('./shrink.worker.ts', import.meta.url);
    return workerWorkshop(new Worker(url, { type: 'module' }));
  } catch {
    // Workers are blocked by policy or settings: do the work on the page.
    return null;
  }
}

/** Does the work on the page, after rendering the current state. */
function pageWorkshop(): PhotoWorkshop {
  const workshop = createWorkshop(pageRaster);
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
