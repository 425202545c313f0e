import { advise } from './coach';
import type { SeenFace } from './faces/seen-face';

const CROP = { x: 500, y: 500, size: 400, rotation: 0 };
const GOOD: SeenFace = {
  centre: { x: 500, y: 540 },
  width: 200,
  height: 200,
  tilt: 0,
  sharpness: 0.5,
  light: 0.5,
  lightAround: 0.5,
};
const face = (changes: Partial<SeenFace>): SeenFace => ({ ...GOOD, ...changes });

it.each<[string, SeenFace[], ReturnType<typeof advise>]>([
  ['a good photo', [GOOD], null],
  ['no face at all', [], 'no-face'],
  [
    'a face outside of the circle, inside of the square',
    [face({ centre: { x: 310, y: 310 } })],
    'no-face',
  ],
  ['another face', [GOOD, face({ centre: { x: 400, y: 450 }, width: 150 })], 'two-faces'],
  ['a small face in the background', [GOOD, face({ centre: { x: 400, y: 450 }, width: 60 })], null],
  ['another face outside of the circle', [GOOD, face({ centre: { x: 800, y: 500 } })], null],
  ['hair above the circle', [face({ centre: { x: 500, y: 430 } })], 'cut'],
  ['a cheek beside the circle', [face({ centre: { x: 610, y: 540 } })], 'cut'],
  [
    'hair above the circle, of a head that lies',
    [face({ centre: { x: 570, y: 500 }, tilt: 90 })],
    'cut',
  ],
  ['a small face', [face({ width: 90, height: 90 })], 'too-far'],
  ['light from behind', [face({ light: 0.2, lightAround: 0.8 })], 'against-light'],
  ['a light face before a lighter wall', [face({ light: 0.6, lightAround: 0.95 })], null],
  ['little light', [face({ light: 0.1, lightAround: 0.1 })], 'dark'],
  ['no edges', [face({ sharpness: 0 })], 'blurred'],
  ['soft edges', [face({ sharpness: 0.32 })], 'blurred'],
  ['edges', [face({ sharpness: 0.34 })], null],
])('%s', (_, faces, advice) => {
  expect(advise(CROP, faces)).toBe(advice);
});

it('gives the first advice that another crop can follow', () => {
  const far = face({ width: 90, height: 90, light: 0.05, lightAround: 0.05, sharpness: 0 });
  expect(advise(CROP, [far])).toBe('too-far');
  expect(advise({ ...CROP, size: 180, y: 530 }, [far])).toBe('dark');
});
