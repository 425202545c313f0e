// JPEGs that are expensive to decode, by their traits.
import { arithmeticJpeg, busyJpeg, busyProgressiveJpeg } from './busy-jpeg.ts';
import {
  COLOURS,
  type CostlyKind,
  SIZE,
  sizeOf,
  type Traits,
  withColours,
} from './costly-traits.ts';
import { flatJpeg, manyScanJpeg } from './flat-jpeg.ts';

const SCANS = [5, 10, 14, 16, 21, 29, 60];
const DETAIL = [0, 1, 3];
const RESTARTS = [0, 1, 64];
/** The bits of a coefficient: each scan but the first refines a component by one. */
const BITS = 14;

export const COSTLY_JPEG: CostlyKind = {
  contentType: 'image/jpeg',
  traits: {
    ...SIZE,
    components: 3,
    source: 5,
    scans: SCANS.length,
    detail: DETAIL.length,
    restart: RESTARTS.length,
    ...COLOURS,
  },
  async make(traits) {
    return withColours('jpeg', picture(traits), traits);
  },
};

function picture(traits: Traits): Buffer {
  const components = ([3, 4, 1] as const)[traits.components ?? 0] ?? 3;
  const detail = DETAIL[traits.detail ?? 0] ?? 0;
  const shape = { ...sizeOf(traits), components, detail };
  const scans = Math.min(SCANS[traits.scans ?? 0] ?? 5, 1 + BITS * components);
  switch (traits.source) {
    case 1:
      return manyScanJpeg(shape, scans);
    case 2:
      return busyJpeg(shape, RESTARTS[traits.restart ?? 0]);
    case 3:
      return busyProgressiveJpeg(shape, scans);
    case 4:
      return arithmeticJpeg(shape, scans);
    default:
      return flatJpeg(shape);
  }
}
