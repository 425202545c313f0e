// The oracle is ITU-R BT.2408, table 1: the luminances of common test charts, and their samples in PQ and HLG.
import { type Colours, coloursOfCodes } from './colour-codes';

function light(colours: Colours | undefined, sample: number): number {
  if (typeof colours?.curve !== 'function') throw new Error('not a function');
  return colours.curve(sample);
}

describe.each([
  ['PQ', 16, [0.38, 0.56, 0.57, 0.58]],
  ['HLG', 18, [0.38, 0.71, 0.73, 0.75]],
])('%s', (_, transfer, samples) => {
  const colours = coloursOfCodes(9, transfer);

  test.each([26, 162, 179, 203])('%i cd/m2', (luminance) => {
    const sample = samples[[26, 162, 179, 203].indexOf(luminance)] ?? 0;
    // The table has samples in whole percents.
    const [low, high] = [light(colours, sample - 0.0051), light(colours, sample + 0.0051)];
    expect(low).toBeLessThan(luminance / 203);
    expect(high).toBeGreaterThanOrEqual(Math.min(luminance / 203, 1));
  });

  test('black is none, and what is brighter than white is white', () => {
    expect(light(colours, 0)).toBeCloseTo(0, 6);
    for (const sample of [0.8, 0.9, 1]) expect(light(colours, sample)).toBe(1);
  });
});

test('PQ of SMPTE ST 2084: 100 cd/m2 are 50.8078 %, 1 cd/m2 is 14.9946 %', () => {
  const colours = coloursOfCodes(1, 16);
  expect(light(colours, 0.508078) * 203).toBeCloseTo(100, 2);
  expect(light(colours, 0.149946) * 203).toBeCloseTo(1, 4);
});

test('the primaries of Display P3 in XYZ under D50, as its profile has them', () => {
  // https://www.color.org/chardata/rgb/DisplayP3.xalter
  const expected = [0.51512, 0.29198, 0.1571, 0.2412, 0.69225, 0.06657, -0.00105, 0.04189, 0.78407];
  const found = coloursOfCodes(12, 13)?.toXyz.flat() ?? [];
  for (const [at, value] of expected.entries()) expect(found[at]).toBeCloseTo(value, 3);
});

test.each([
  [2, 13],
  [9, 2],
  [0, 0],
  [9, 17],
  [255, 255],
])('the codes %i and %i name no colour space', (primaries, transfer) => {
  expect(coloursOfCodes(primaries, transfer)).toBeUndefined();
});
