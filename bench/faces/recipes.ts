// The recipes of the pictures. Every run composes the same ones.
import type { Recipe } from './compose';
import { FACES, LANDSCAPES } from './sources';

/** Properties that the coach speaks about; a picture has at most one. */
export type Kind =
  | 'good'
  | 'none'
  | 'two-faces'
  | 'cut'
  | 'too-far'
  | 'against-light'
  | 'dark'
  | 'blurred';

export interface Case extends Recipe {
  readonly kind: Kind;
}

const SHARES = [0.1, 0.14, 0.18, 0.24, 0.3, 0.36];
const TURNS = [0, 8, -14, 22, -30, 4];
const ASPECTS = [4 / 3, 3 / 4, 1, 3 / 2, 2 / 3, 16 / 9];
const LIGHTS = [1, 1.15, 0.85, 1, 0.75, 1.05];
const PLAIN = {
  share: 0.25,
  turn: 0,
  aspect: 4 / 3,
  light: 1,
  lightBehind: 1,
  haze: 0,
  headOnly: false,
  blur: 0,
  across: 0.5,
};

const everyFace = FACES.map((_, face) => face);

/** Faces of all sizes, tilts and lights: five of each source. */
const good: Case[] = everyFace.flatMap((face) =>
  [0, 1, 2, 3, 4].map((round) => {
    // Steps without a common factor, for many combinations of size, tilt and light.
    const pick = (list: readonly number[], step: number) =>
      list[(face * step + round * (step + 2)) % list.length] as number;
    const aspect = pick(ASPECTS, 7);
    return {
      ...PLAIN,
      kind: 'good' as const,
      name: `face ${face}, ${round}`,
      faces: [face],
      landscape: face * 7 + round * 3,
      // In a wide picture, a larger face would be cut off.
      share: Math.min(pick(SHARES, 5), 0.36 / aspect),
      turn: pick(TURNS, 1),
      aspect,
      light: pick(LIGHTS, 11),
      lightBehind: pick(LIGHTS, 5),
    };
  }),
);

/** Each landscape without a face, in two shapes. */
const none: Case[] = LANDSCAPES.flatMap((_, landscape) =>
  [4 / 3, 3 / 4].map((aspect) => ({
    ...PLAIN,
    kind: 'none' as const,
    name: `landscape ${landscape}, ${aspect.toFixed(2)}`,
    faces: [],
    landscape,
    aspect,
  })),
);

function forEveryFace(kind: Kind, changes: Partial<Recipe>): Case[] {
  return everyFace.map((face) => ({
    ...PLAIN,
    kind,
    name: `${kind} ${face}`,
    faces: [face],
    landscape: face * 3,
    ...changes,
  }));
}

export const CASES: readonly Case[] = [
  ...good,
  ...none,
  ...everyFace.map((face) => ({
    ...PLAIN,
    kind: 'two-faces' as const,
    name: `two faces ${face}`,
    faces: [face, face + 11],
    landscape: face,
    share: 0.2,
  })),
  ...forEveryFace('cut', { across: 0.1 }),
  ...forEveryFace('too-far', { share: 0.09 }),
  ...forEveryFace('against-light', { light: 0.35, haze: 0.75, headOnly: true }),
  ...forEveryFace('dark', { light: 0.15, lightBehind: 0.2 }),
  ...[0.03, 0.04, 0.05].flatMap((blur, rest) =>
    forEveryFace('blurred', { blur }).filter((_, face) => face % 3 === rest),
  ),
];

/** Each face with three blurs, in several sizes, tilts and lights, to measure how often a detected face is reported as blurred. */
export const BLURRED: readonly Case[] = everyFace.flatMap((face) =>
  [0.03, 0.04, 0.05].map((blur, round) => ({
    ...PLAIN,
    kind: 'blurred' as const,
    name: `blurred ${face}, ${blur}`,
    faces: [face],
    landscape: face * 3 + round,
    aspect: 1,
    blur,
    share: [0.14, 0.25, 0.36][(face + round) % 3] as number,
    turn: [0, -14, 22][(2 * face + round) % 3] as number,
    light: [1, 0.75, 1.15][(face + 2 * round) % 3] as number,
  })),
);
