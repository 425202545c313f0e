/** @jest-environment node */
// The network on the file of the package, and on damaged ones.
import { readFileSync } from 'node:fs';
import { createNetwork } from './network';

const FILE = 'node_modules/@mediapipe/face_detection/face_detection_short_range.tflite';
const bytes = Uint8Array.from(readFileSync(FILE));
const noPause = async () => {};

it('has the input and the outputs of the detector, and pauses between operators', async () => {
  const network = createNetwork(bytes.buffer);
  expect(network.input.shape).toEqual([1, 128, 128, 3]);
  expect(network.outputs.map(({ shape }) => shape)).toEqual([
    [1, 896, 16],
    [1, 896, 1],
  ]);
  let pauses = 0;
  await network.run(async () => {
    pauses += 1;
  });
  expect(pauses).toBeGreaterThan(80);
});

it('computes the same for the same picture, whatever it computed in between', async () => {
  const network = createNetwork(bytes.buffer);
  const run = async (value: number) => {
    network.input.data.fill(value);
    await network.run(noPause);
    return network.outputs.map(({ data }) => [...data]);
  };
  const first = await run(0.25);
  expect(await run(-0.5)).not.toEqual(first);
  expect(await run(0.25)).toEqual(first);
});

describe('a damaged file', () => {
  it.each([
    ['empty', new Uint8Array()],
    ['cut in half', bytes.slice(0, bytes.length / 2)],
    ['cut at its last byte', bytes.slice(0, -1)],
    ['no model', new TextEncoder().encode('<!doctype html><title>404</title>'.repeat(99))],
    ['zeros', new Uint8Array(bytes.length)],
    ['ones', new Uint8Array(bytes.length).fill(255)],
  ])('is refused: %s', (_, damaged) => {
    expect(() => createNetwork(Uint8Array.from(damaged).buffer)).toThrow();
  });

  it('with a few random bytes changed is refused, or runs to the end', async () => {
    // The tables are at the end of the file. A linear congruential generator makes every run the same.
    let seed = 1;
    const random = (below: number) => {
      seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
      return seed % below;
    };
    let refused = 0;
    for (let round = 0; round < 60; round++) {
      const damaged = bytes.slice();
      for (let i = 0; i < 4; i++) damaged[bytes.length - 1 - random(20_000)] = random(256);
      try {
        await createNetwork(damaged.buffer).run(noPause);
      } catch (error) {
        expect(error).toBeInstanceOf(Error);
        refused += 1;
      }
    }
    expect(refused).toBeGreaterThan(5);
  });
});
