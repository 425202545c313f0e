/** @jest-environment node */
import { ANCHORS } from './anchors';
import { type Detection, decodeDetections, mergeOverlapping, overlap } from './decode-detections';

describe('the anchors', () => {
  it('are two in each of 16 by 16 cells, then six in each of 8 by 8, row by row', () => {
    expect(ANCHORS).toHaveLength(896);
    expect(ANCHORS[0]).toEqual({ x: 0.03125, y: 0.03125 });
    expect(ANCHORS[1]).toEqual(ANCHORS[0]);
    expect(ANCHORS[2]).toEqual({ x: 0.09375, y: 0.03125 });
    expect(ANCHORS[32]).toEqual({ x: 0.03125, y: 0.09375 });
    expect(ANCHORS[511]).toEqual({ x: 0.96875, y: 0.96875 });
    expect(ANCHORS[512]).toEqual({ x: 0.0625, y: 0.0625 });
    expect(ANCHORS[518]).toEqual({ x: 0.1875, y: 0.0625 });
    expect(ANCHORS[895]).toEqual({ x: 0.9375, y: 0.9375 });
  });
});

/** Outputs without a face. */
function nothing() {
  return { numbers: new Float32Array(896 * 16), scores: new Float32Array(896).fill(-100) };
}

describe('decodeDetections', () => {
  it('finds nothing below a score of one half, nor in what is no number', () => {
    const { numbers, scores } = nothing();
    scores[3] = -0.01;
    scores[4] = Number.NaN;
    expect(decodeDetections(numbers, scores)).toEqual([]);
  });

  it('reads box and eyes from an anchor, in 128ths of the input', () => {
    const { numbers, scores } = nothing();
    // Anchor 512 is at 1/16. Its sigmoid of 0 is one half.
    scores[512] = 0;
    numbers.set([8, 16, 32, 64, -8, 0, 24, 8], 512 * 16);
    expect(decodeDetections(numbers, scores)).toEqual([
      {
        score: 0.5,
        centre: { x: 0.125, y: 0.1875 },
        width: 0.25,
        height: 0.5,
        eyes: [
          { x: 0, y: 0.0625 },
          { x: 0.25, y: 0.125 },
        ],
      },
    ]);
  });
});

describe('mergeOverlapping', () => {
  const face = (x: number, score: number): Detection => ({
    score,
    centre: { x, y: 1 },
    width: 2,
    height: 2,
    eyes: [
      { x: x - 1, y: 0 },
      { x: x + 1, y: 0 },
    ],
  });

  it('returns the mean of boxes that overlap, by score, and others by themselves', () => {
    const merged = mergeOverlapping([face(9, 0.6), face(1, 0.9), face(2, 0.3)]);
    expect(merged.map(({ score }) => score)).toEqual([0.9, 0.6]);
    // (1 × 0.9 + 2 × 0.3) / 1.2
    expect(merged[0]?.centre.x).toBeCloseTo(1.25);
    expect(merged[0]?.eyes[1].x).toBeCloseTo(2.25);
    expect(merged[1]?.centre.x).toBeCloseTo(9);
  });

  it('measures overlap as intersection over union', () => {
    expect(overlap(face(1, 1), face(1, 1))).toBe(1);
    // 1 × 2 shared, of 4 + 4 - 2.
    expect(overlap(face(1, 1), face(2, 1))).toBeCloseTo(1 / 3);
    expect(overlap(face(1, 1), face(9, 1))).toBe(0);
  });
});
