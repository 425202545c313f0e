// PNGs that are expensive to decode, by their traits.
import { busyPng } from './busy-png.ts';
import { COLOURS, type CostlyKind, SIZE, sizeOf, withColours } from './costly-traits.ts';

/** Depth and colour type. */
const SAMPLES = [
  [8, 6],
  [8, 2],
  [16, 6],
  [16, 2],
  [16, 4],
  [1, 3],
  [8, 3],
  [1, 0],
] as const;

const PERIODS = [1, 251, 4093, 32_003];
const CHUNKS = [undefined, 8192, 16];

export const COSTLY_PNG: CostlyKind = {
  contentType: 'image/png',
  traits: {
    ...SIZE,
    samples: SAMPLES.length,
    filter: 6,
    period: PERIODS.length,
    interlaced: 2,
    chunk: CHUNKS.length,
    gamma: 2,
    ...COLOURS,
  },
  async make(traits) {
    const [depth, colourType] = SAMPLES[traits.samples ?? 0] ?? SAMPLES[0];
    const png = busyPng({
      ...sizeOf(traits),
      depth,
      colourType,
      isInterlaced: traits.interlaced === 1,
      filter: traits.filter,
      period: PERIODS[traits.period ?? 0],
      chunk: CHUNKS[traits.chunk ?? 0],
      gamma: traits.gamma === 1 ? 60_000 : undefined,
    });
    return withColours('png', png, traits);
  },
};
