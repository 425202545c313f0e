// The anchors of the detector: the points that its boxes are relative to.
// https://github.com/google-ai-edge/mediapipe/blob/master/mediapipe/calculators/tflite/ssd_anchors_calculator.cc with the options of
// mediapipe/modules/face_detection/face_detection_short_range.pbtxt: strides 8, 16, 16 and 16, two anchors for each, all of size 1.

/** Cells along each side of a grid, and anchors in each cell. Layers of one stride share a grid. */
const GRIDS = [
  { cells: 16, anchors: 2 },
  { cells: 8, anchors: 6 },
];

export interface Anchor {
  readonly x: number;
  readonly y: number;
}

/** The 896 anchors, as fractions of the input's side, in the order of the network's outputs: the centres of the cells, row by row. */
export const ANCHORS: readonly Anchor[] = GRIDS.flatMap(({ cells, anchors }) =>
  Array.from({ length: cells * cells * anchors }, (_, index) => {
    const cell = Math.floor(index / anchors);
    return { x: ((cell % cells) + 0.5) / cells, y: (Math.floor(cell / cells) + 0.5) / cells };
  }),
);
