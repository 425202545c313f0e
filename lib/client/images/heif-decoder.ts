// Loads libheif, compiled to JavaScript without `eval`, which decodes HEIC where the browser cannot.

/** Returns the pixels of a file's primary picture, with its rotation applied, as RGBA. Rejects if the file is damaged. */
export type DecodeHeif = (file: ArrayBuffer) => Promise<ImageData>;

/** The parts of libheif's interface for JavaScript that are used: https://github.com/strukturag/libheif/blob/master/post.js. */
interface Libheif {
  HeifDecoder: new () => { decoder: unknown; decode(file: ArrayBuffer): HeifImage[] };
  heif_context_free(context: unknown): void;
}

interface HeifImage {
  get_width(): number;
  get_height(): number;
  is_primary(): boolean;
  /** Fills the target, and calls back with it; with null if it cannot decode. */
  display(target: ImageData, done: (filled: ImageData | null) => void): void;
  free(): void;
}

/**
 * libheif as a file of the build, with a hashed name. `heic-to` wraps it in a worker of its own, and in Firefox a worker that another
 * worker starts sometimes never answers. The package does not export the file, hence the path.
 */
const libheif = () =>
  new URL('../../../node_modules/heic-to/src/lib/libheif-without-unsafe-eval.js', import.meta.url);

/** Rejects if the file cannot be loaded. */
export async function loadHeifDecoder(): Promise<DecodeHeif> {
  // Not bundled: it is 3 MB of compiled code.
  const { default: start } = await import(/* turbopackIgnore: true */ libheif().href);
  const heif: Libheif = start();
  return (file) => decode(heif, file);
}

async function decode(heif: Libheif, file: ArrayBuffer): Promise<ImageData> {
  const decoder = new heif.HeifDecoder();
  let images: HeifImage[] = [];
  try {
    images = decoder.decode(file);
    const image = images.find((one) => one.is_primary()) ?? images[0];
    if (!image) throw new Error('the file has no picture');
    const target = new ImageData(image.get_width(), image.get_height());
    return await new Promise((resolve, reject) => {
      image.display(target, (filled) =>
        filled ? resolve(filled) : reject(new Error('the picture cannot be decoded')),
      );
    });
  } finally {
    for (const image of images) image.free();
    if (decoder.decoder) heif.heif_context_free(decoder.decoder);
  }
}
