// A drawing surface with one interface for workers and pages.

export type RasterContext = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

export interface Raster {
  readonly width: number;
  readonly height: number;
  readonly context: RasterContext;
  readonly image: HTMLCanvasElement | OffscreenCanvas;
  /** Encodes the surface. A browser that cannot encode `type` returns a PNG: check the blob's type. */
  encode(type: string, quality: number): Promise<Blob>;
}

/** Creates a transparent surface. Throws if the browser refuses the size. */
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
  return context;
}
