// The capital letters A to Z as strokes, ten units high, and a person for names without any of them.

export type Point = readonly [x: number, y: number];
export type Stroke = Point[];

export interface Glyph {
  width: number;
  strokes: Stroke[];
}

/** A stroke along points, given as x and y in turn. */
function line(...numbers: number[]): Stroke {
  return numbers.flatMap((x, i) => (i % 2 === 0 ? [[x, numbers[i + 1] ?? 0] as const] : []));
}

/** A stroke along an ellipse. Angles are in degrees: 0 is right, 90 is down. */
function arc(x: number, y: number, rx: number, ry: number, from: number, to: number): Stroke {
  const steps = Math.ceil(Math.abs(to - from) / 6);
  return Array.from({ length: steps + 1 }, (_, i) => {
    const angle = ((from + ((to - from) * i) / steps) * Math.PI) / 180;
    return [x + rx * Math.cos(angle), y + ry * Math.sin(angle)] as const;
  });
}

const STEM = line(0, 0, 0, 10);
const BOWL = [line(3, 0, 0, 0, 0, 10), arc(3, 2.7, 2.8, 2.7, -90, 90), line(3, 5.4, 0, 5.4)];
const RING = arc(4.4, 5, 4.4, 5, 0, 360);

export const LETTERS: Readonly<Record<string, Glyph>> = {
  A: { width: 7, strokes: [line(0, 10, 3.5, 0, 7, 10), line(1.3, 6.6, 5.7, 6.6)] },
  B: {
    width: 5.8,
    strokes: [
      line(3, 0, 0, 0, 0, 10, 3.2, 10),
      arc(3, 2.4, 2.4, 2.4, -90, 90),
      line(0, 4.8, 3.2, 4.8),
      arc(3.2, 7.4, 2.6, 2.6, -90, 90),
    ],
  },
  C: { width: 7.2, strokes: [arc(4.4, 5, 4.4, 5, 52, 308)] },
  D: {
    width: 6.8,
    strokes: [line(2, 0, 0, 0, 0, 10, 2, 10), arc(2, 5, 4.8, 5, -90, 90)],
  },
  E: { width: 5.2, strokes: [line(5.2, 0, 0, 0, 0, 10, 5.2, 10), line(0, 5, 4.6, 5)] },
  F: { width: 5.2, strokes: [line(5.2, 0, 0, 0, 0, 10), line(0, 5, 4.6, 5)] },
  G: { width: 8, strokes: [arc(4.4, 5, 4.4, 5, 0, 308), line(4.8, 5, 8.8, 5)] },
  H: { width: 6.4, strokes: [STEM, line(6.4, 0, 6.4, 10), line(0, 5, 6.4, 5)] },
  I: { width: 0, strokes: [STEM] },
  J: { width: 4.2, strokes: [line(4.2, 0, 4.2, 7.6), arc(2.1, 7.6, 2.1, 2.4, 0, 165)] },
  K: { width: 5.8, strokes: [STEM, line(5.6, 0, 0, 6.2), line(2.1, 4, 5.8, 10)] },
  L: { width: 5, strokes: [line(0, 0, 0, 10, 5, 10)] },
  M: { width: 8, strokes: [line(0, 10, 0, 0, 4, 6.6, 8, 0, 8, 10)] },
  N: { width: 6.4, strokes: [line(0, 10, 0, 0, 6.4, 10, 6.4, 0)] },
  O: { width: 8.8, strokes: [RING] },
  P: { width: 5.8, strokes: BOWL },
  Q: { width: 8.8, strokes: [RING, line(5.6, 7.2, 8.6, 10.6)] },
  R: { width: 6, strokes: [...BOWL, line(2.8, 5.4, 6, 10)] },
  S: {
    width: 6,
    strokes: [arc(3, 2.5, 2.7, 2.5, 330, 90), arc(3, 7.5, 3, 2.5, -90, 155)],
  },
  T: { width: 6.4, strokes: [line(0, 0, 6.4, 0), line(3.2, 0, 3.2, 10)] },
  U: {
    width: 6.4,
    strokes: [line(0, 0, 0, 6.8), arc(3.2, 6.8, 3.2, 3.2, 180, 0), line(6.4, 6.8, 6.4, 0)],
  },
  V: { width: 6.8, strokes: [line(0, 0, 3.4, 10, 6.8, 0)] },
  W: { width: 10, strokes: [line(0, 0, 2.6, 10, 5, 1.6, 7.4, 10, 10, 0)] },
  X: { width: 6.2, strokes: [line(0, 0, 6.2, 10), line(6.2, 0, 0, 10)] },
  Y: { width: 6.4, strokes: [line(0, 0, 3.2, 5.2, 6.4, 0), line(3.2, 5.2, 3.2, 10)] },
  Z: { width: 5.8, strokes: [line(0, 0, 5.8, 0, 0, 10, 5.8, 10)] },
  ' ': {
    width: 10,
    strokes: [arc(5, 2, 2.4, 2.4, 0, 360), arc(5, 11, 5, 4.4, 180, 360)],
  },
};
