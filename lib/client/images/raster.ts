// A drawing surface, the same to its users in a worker and on the page.

export type RasterContext = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

export interface Raster {
  readonly width: number;
  readonly height: number;
  readonly context: RasterContext;
  readonly image: HTMLCanvasElement | OffscreenCanvas;
  /** Encodes it. A browser that cannot encode `type` answers with a PNG: look at the blob's own type. */
  encode(type: string, quality: number): Promise<Blob>;
}

/** Makes a transparent surface of whole pixels. Throws where the browser refuses one that large. */
export type MakeRaster = (width: number, height: number) => Raster;

export const offscreenRaster: MakeRaster = (width, height) => {
  const image = new OffscreenCanvas(width, height);
  const context = ready(image.getContext('2d'));
  return {
    width,
    height,
    context,
    image,
    encode: (type, quality) => image.convertToBlob({ type, quality }),
  };
};

export const pageRaster: MakeRaster = (width, height) => {
  const image = document.createElement('canvas');
  image.width = width;
  image.height = height;
  const context = ready(image.getContext('2d'));
  const encode = (type: string, quality: number) =>
    new Promise<Blob>((resolve, reject) => {
      const settle = (blob: Blob | null) =>
        blob ? resolve(blob) : reject(new Error('the canvas could not be encoded'));
      image.toBlob(settle, type, quality);
    });
  return { width, height, context, image, encode };
};

function ready<Context extends RasterContext>(context: Context | null): Context {
  if (!context) throw new Error('the browser gave no 2D canvas');
  context.imageSmoothingEnabled = true;
  context.imageSmoothingQuality = 'high';
  return context;
}
