// The pixels of a picture, and samples of any square of it.

/** An upright picture as bytes of red, green, blue and alpha, row by row. `ImageData` is one. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray;
}

/** A square of the picture, in its pixels: its centre and side, and its clockwise rotation in degrees. It may reach beyond the picture. */
export interface Region {
  readonly x: number;
  readonly y: number;
  readonly side: number;
  readonly rotation: number;
}

/** Most samples along each side of a pixel of the result: more take time and change nothing that is seen. */
const MOST_SAMPLES = 4;

/**
 * Scales a region to `side` by `side` pixels of red, green and blue in 0 to 255, and writes them to `output`. Each is the mean of up to
 * 16 pixels below it. Black is outside of the picture, and shows through transparent pixels.
 */
export function sample(
  { width, height, data }: Pixels,
  region: Region,
  side: number,
  output: Float32Array,
): void {
  const scale = region.side / side;
  const samples = Math.min(MOST_SAMPLES, Math.max(1, Math.ceil(scale)));
  const angle = (region.rotation * Math.PI) / 180;
  const cos = (Math.cos(angle) * scale) / samples;
  const sin = (Math.sin(angle) * scale) / samples;
  const across = side * samples;
  output.fill(0);
  for (let v = 0; v < across; v++) {
    const dv = v + 0.5 - across / 2;
    for (let u = 0; u < across; u++) {
      const du = u + 0.5 - across / 2;
      const x = Math.floor(region.x + du * cos - dv * sin);
      const y = Math.floor(region.y + du * sin + dv * cos);
      if (x < 0 || y < 0 || x >= width || y >= height) continue;
      const from = (y * width + x) * 4;
      const to = (Math.floor(v / samples) * side + Math.floor(u / samples)) * 3;
      const weight = (data[from + 3] as number) / (255 * samples * samples);
      output[to] = (output[to] as number) + (data[from] as number) * weight;
      output[to + 1] = (output[to + 1] as number) + (data[from + 1] as number) * weight;
      output[to + 2] = (output[to + 2] as number) + (data[from + 2] as number) * weight;
    }
  }
}
