// Draws initials as a PNG, from strokes: no font is needed, and no image library. E-mail programs show PNG, but no SVG.
import { deflateSync } from 'node:zlib';
import { LETTERS, type Point, type Stroke } from './letters';
import { pngChunk } from './png-structure';

const SIDE = 648;
/** The height of a capital letter, in pixels, and the unit of `LETTERS`. */
const HEIGHT = 224;
const UNIT = HEIGHT / 10;
const GAP = 3.4;
/** Half the width of a stroke, in pixels. */
const RADIUS = 17;
/** The colours of the page where there is no photo. */
const PAPER = [0xe2, 0xf1, 0xec] as const;
const INK = [0x07, 0x59, 0x4a] as const;
/** Shades from paper to ink. */
const SHADES = 32;

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/**
 * Returns a square PNG of 648 pixels (W3C PNG, third edition).
 * @param letters of A to Z; a person is drawn if there are none
 */
export function drawInitials(letters: string): Uint8Array {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(SIDE, 0);
  header.writeUInt32BE(SIDE, 4);
  // Eight bits per pixel, which are an index into the palette.
  header.set([8, 3], 8);
  const palette = Array.from({ length: SHADES }, (_, shade) =>
    PAPER.map((paper, i) => Math.round(paper + (((INK[i] ?? 0) - paper) * shade) / (SHADES - 1))),
  );
  return Buffer.concat([
    SIGNATURE,
    pngChunk('IHDR', header),
    pngChunk('PLTE', Buffer.from(palette.flat())),
    pngChunk('IDAT', deflateSync(draw(placeLetters(letters)))),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

/** The strokes of the letters side by side, centred, in pixels. */
function placeLetters(letters: string): Stroke[] {
  const glyphs = [...(letters || ' ')].flatMap((letter) => LETTERS[letter] ?? []);
  const width = glyphs.reduce((sum, glyph) => sum + glyph.width + GAP, -GAP);
  let left = SIDE / 2 - (width * UNIT) / 2;
  return glyphs.flatMap(({ width: own, strokes }) => {
    const start = left;
    left += (own + GAP) * UNIT;
    const toPixels = ([x, y]: Point): Point => [start + x * UNIT, (SIDE - HEIGHT) / 2 + y * UNIT];
    return strokes.map((stroke) => stroke.map(toPixels));
  });
}

/** Returns the rows of shades, each after its filter type 0. */
function draw(strokes: Stroke[]): Uint8Array {
  const rows = new Uint8Array((SIDE + 1) * SIDE);
  for (const stroke of strokes) {
    for (const [i, end] of stroke.entries()) {
      const start = stroke[i - 1];
      if (start) drawSegment(rows, start, end);
    }
  }
  return rows;
}

/** Draws a segment with round ends: a pixel has the shade of its distance from the edge. */
function drawSegment(rows: Uint8Array, [ax, ay]: Point, [bx, by]: Point): void {
  const [dx, dy] = [bx - ax, by - ay];
  const length = dx * dx + dy * dy;
  const edge = RADIUS + 0.5;
  const range = (one: number, other: number) => [
    Math.max(0, Math.floor(Math.min(one, other) - edge)),
    Math.min(SIDE - 1, Math.ceil(Math.max(one, other) + edge)),
  ];
  const [left = 0, right = 0] = range(ax, bx);
  const [top = 0, bottom = 0] = range(ay, by);
  for (let y = top; y <= bottom; y++) {
    for (let x = left; x <= right; x++) {
      const along = length === 0 ? 0 : ((x - ax) * dx + (y - ay) * dy) / length;
      const nearest = Math.min(1, Math.max(0, along));
      const [offX, offY] = [x - ax - nearest * dx, y - ay - nearest * dy];
      const distance = Math.sqrt(offX * offX + offY * offY);
      if (distance > edge) continue;
      const cover = Math.min(1, RADIUS - distance + 0.5);
      const place = y * (SIDE + 1) + 1 + x;
      rows[place] = Math.max(rows[place] ?? 0, Math.round(cover * (SHADES - 1)));
    }
  }
}
