// Writes JPEGs in CMYK that show given pixels, where no profile says how the inks look.
import sharp from 'sharp';

export interface InkPhoto {
  width: number;
  height: number;
  progressive?: boolean;
  /** True to encode C, M and Y as luma and chroma, as Adobe's programs do. Default: false. */
  ycck?: boolean;
}

/**
 * @param pixels RGB. Each is the product of the light that an ink and K let through: R = (255 - C) (255 - K) / 255
 * @returns a JPEG whose samples are inverted, as those of all programs are
 */
export async function inkPhoto(
  pixels: Uint8Array,
  { width, height, progressive = false, ycck = false }: InkPhoto,
): Promise<Buffer> {
  const planes = [0, 1, 2, 3].map(() => Buffer.alloc(width * height));
  for (let at = 0; at < width * height; at++) {
    const lights = pixels.subarray(3 * at, 3 * at + 3);
    // Some black everywhere, so that a formula without it shows another picture.
    const black = 255 - (255 + Math.max(...lights)) / 2;
    const inks = [...lights].map((light) => 255 - (255 * light) / (255 - black));
    const values = ycck ? inverted(inLumaAndChroma(inks)) : inks;
    for (const [index, value] of [...values, black].entries()) {
      planes[index]?.writeUInt8(Math.min(255, Math.max(0, Math.round(value))), at);
    }
  }
  const [first, ...others] = planes;
  const raw = { width, height, channels: 1 } as const;
  const jpeg = await sharp(first, { raw })
    .toColourspace('cmyk')
    .joinChannel(others, { raw })
    .jpeg({ quality: 98, progressive })
    .toBuffer();
  // The transform of Adobe's segment: 0 is none, 2 is YCCK (Adobe technical note 5116).
  if (ycck) jpeg.writeUInt8(2, jpeg.indexOf('Adobe', 0, 'latin1') + 11);
  return jpeg;
}

/** ITU-T T.871, section 7. */
function inLumaAndChroma([r = 0, g = 0, b = 0]: number[]): number[] {
  const luma = 0.299 * r + 0.587 * g + 0.114 * b;
  return [luma, 128 + 0.564 * (b - luma), 128 + 0.713 * (r - luma)];
}

/** libvips inverts what it is given; luma and chroma are stored as they are. */
function inverted(values: number[]): number[] {
  return values.map((value) => 255 - value);
}
