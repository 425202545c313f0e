// QR codes (ISO/IEC 18004): always dark on white, with a quiet zone, so that they can be read in dark mode.
import { type Bitmap2D, generate, mode } from 'lean-qr';
import { encodePng } from './png';

/** White modules on each side, as ISO/IEC 18004 requires. */
const QUIET_ZONE = 4;

/** Phones read modules of a third of a millimetre in print. */
const MIN_MODULE = 1 / 3;
const MIN_SIDE = 20;

const PIXELS_PER_MODULE = 16;

/** The code of lean-qr's error for a text that no QR code can hold. */
const TOO_LONG = 4;

export interface QrCode {
  /** Rows of modules with the quiet zone; true is dark. */
  modules: boolean[][];
  /** The width in print, in millimetres: 20, or more if the modules would be too small to read. */
  side: number;
}

/**
 * A text with accents states that it is UTF-8 (ECI 26): without it, some readers take it for Shift JIS.
 * @throws RangeError if the text is too long for a QR code (about 2,950 bytes)
 */
export function qrCode(text: string): QrCode {
  const code = bitmapOf(text);
  const size = code.size + 2 * QUIET_ZONE;
  const places = Array.from({ length: size }, (_, index) => index - QUIET_ZONE);
  const modules = places.map((y) => places.map((x) => code.get(x, y)));
  return { modules, side: Math.max(MIN_SIDE, size * MIN_MODULE) };
}

function bitmapOf(text: string): Bitmap2D {
  const encode = [...text].every(mode.ascii.test) ? mode.ascii : mode.utf8;
  try {
    return generate(encode(text));
  } catch (cause) {
    if ((cause as { code?: unknown }).code !== TOO_LONG) throw cause;
    throw new RangeError('The text is too long for a QR code', { cause });
  }
}

/** Draws the code as an SVG whose size is given in millimetres. */
export function qrSvg({ modules, side }: QrCode): string {
  const size = modules.length;
  const path = darkRuns(modules).map(({ x, y, width }) => `M${x} ${y}h${width}v1h-${width}z`);
  const width = `${Number(side.toFixed(2))}mm`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${width}" viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h${size}v${size}H0z"/><path fill="#000" d="${path.join('')}"/></svg>`;
}

/** Draws the code as a PNG that states its size in print. */
export function qrPng({ modules, side }: QrCode): Promise<Buffer> {
  const width = modules.length * PIXELS_PER_MODULE;
  const bytes = new Uint8Array(width * width).fill(255);
  for (const run of darkRuns(modules)) {
    const [from, to] = [run.x * PIXELS_PER_MODULE, (run.x + run.width) * PIXELS_PER_MODULE];
    for (let row = 0; row < PIXELS_PER_MODULE; row += 1) {
      const start = (run.y * PIXELS_PER_MODULE + row) * width;
      bytes.fill(0, start + from, start + to);
    }
  }
  return encodePng({ bytes, width, height: width }, width / (side / 1000));
}

/** The dark modules of each row as runs. */
export function darkRuns(modules: boolean[][]): { x: number; y: number; width: number }[] {
  return modules.flatMap((row, y) => {
    const runs: { x: number; y: number; width: number }[] = [];
    for (const [x, isDark] of row.entries()) {
      const last = runs.at(-1);
      if (isDark && last && last.x + last.width === x) last.width += 1;
      else if (isDark) runs.push({ x, y, width: 1 });
    }
    return runs;
  });
}
