// Measures how well faces are found and framed, and how often the coach is right, on pictures composed from faces and landscapes of an
// npm package.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Advice, advise, THRESHOLDS } from '@/lib/client/images/coach';
import { cropOf, initialView } from '@/lib/client/images/crop-geometry';
import { overlap } from '@/lib/client/images/faces/decode-detections';
import { createDetector } from '@/lib/client/images/faces/face-detector';
import { look } from '@/lib/client/images/faces/look';
import type { SeenFace } from '@/lib/client/images/faces/seen-face';
import { frameFace } from '@/lib/client/images/frame-face';
import { report, verdict } from '../report';
import { compose, type Picture, type Truth } from './compose';
import { BLURRED, CASES, type Case } from './recipes';

/** Limits: the shares of faces found, of pictures with a false positive, and of correct advice. */
const FOUND = 0.95;
const FALSE = 0.01;
const PRECISION = 0.9;
const BLUR_PRECISION = 0.95;
/** The angle up to which eyes are level, in degrees. */
const LEVEL = 3;
/** The median CPU time of a picture with a face, in milliseconds. */
const CPU = 300;
/** Intersection over union from which a face is found. */
const SAME = 0.6;

const weights = createRequire(import.meta.url).resolve(
  '@mediapipe/face_detection/face_detection_short_range.tflite',
);
const detect = createDetector(Uint8Array.from(readFileSync(weights)).buffer, async () => {});

interface Result {
  one: Case;
  picture: Picture;
  faces: SeenFace[];
  milliseconds: number;
}

async function lookAt(cases: readonly Case[]): Promise<Result[]> {
  const looked: Result[] = [];
  for (const one of cases) {
    const picture = await compose(one);
    const start = process.cpuUsage();
    const faces = await look(detect, picture.pixels, picture.pixels.width);
    const { user } = process.cpuUsage(start);
    looked.push({ one, picture, faces, milliseconds: user / 1000 });
  }
  return looked;
}

const results = await lookAt(CASES);

/** The box of a detected face, rotated about the centre of the true one so that the true face is upright. */
function uprightAt({ centre, tilt }: Truth, face: SeenFace) {
  const angle = (-tilt * Math.PI) / 180;
  const [x, y] = [face.centre.x - centre.x, face.centre.y - centre.y];
  const turned = {
    x: centre.x + x * Math.cos(angle) - y * Math.sin(angle),
    y: centre.y + x * Math.sin(angle) + y * Math.cos(angle),
  };
  return { centre: turned, width: face.width, height: face.height };
}

const iou = (truth: Truth, face: SeenFace) => overlap(truth, uprightAt(truth, face));
const share = (part: number, all: number) => `${((100 * part) / all).toFixed(1)} %`;
const middle = (values: number[], at: number) =>
  values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) * at)] ?? Number.NaN;

const good = results.filter(({ one }) => one.kind === 'good');
const matches = good.flatMap(({ one, picture, faces }) => {
  const [truth] = picture.truths as [Truth];
  const face = faces.toSorted((a, b) => iou(truth, b) - iou(truth, a))[0];
  return [{ one, truth, face, iou: face ? iou(truth, face) : 0 }];
});
const found = matches.filter((match) => match.iou >= SAME);
const single = results.filter(({ picture }) => picture.truths.length < 2);
const wrong = single.filter(({ picture, faces }) =>
  faces.some((face) => picture.truths.every((truth) => iou(truth, face) < 0.3)),
);
const errors = found.map(({ one, truth, face }) => ({
  source: one.faces[0],
  error: (face?.tilt ?? 0) - truth.tilt,
}));
const off = errors.map(({ error }) => Math.abs(error));
/** The error minus the mean error of the same source, which removes the error of the hand-drawn lines. */
const offTurn = errors.map(({ source, error }) => {
  const same = errors.filter((other) => other.source === source);
  return Math.abs(error - same.reduce((sum, other) => sum + other.error, 0) / same.length);
});
const within = (values: number[]) => share(values.filter((d) => d <= LEVEL).length, values.length);
const cpuOf = (some: Result[]) => some.map(({ milliseconds }) => milliseconds);
const withFace = cpuOf(results.filter(({ faces }) => faces.length > 0));
const without = cpuOf(results.filter(({ faces }) => faces.length === 0));
const row = (figure: string, measured: string, limit = '', isMet?: boolean) => ({
  figure,
  measured,
  limit,
  met: isMet === undefined ? '' : verdict(isMet),
});
const ms = (value: number) => `${value.toFixed(0)} ms`;
report('faces', [
  row(
    `faces found, with an intersection over union of ${SAME} or more`,
    share(found.length, good.length),
    `at least ${100 * FOUND} %`,
    found.length / good.length >= FOUND,
  ),
  row(
    'pictures in which something else was taken for a face',
    share(wrong.length, single.length),
    `at most ${100 * FALSE} %`,
    wrong.length / single.length <= FALSE,
  ),
  row(`eyes level within ${LEVEL}°, by the line drawn by eye`, within(off)),
  row(`eyes level within ${LEVEL}°, by the angle that the picture was turned`, within(offTurn)),
  row(
    'CPU time of a picture with a face, median',
    ms(middle(withFace, 0.5)),
    `at most ${CPU} ms`,
    middle(withFace, 0.5) <= CPU,
  ),
  row('the same, of which 95 % take less', ms(middle(withFace, 0.95))),
  row('CPU time of a picture without a face, median', ms(middle(without, 0.5))),
]);

/** Returns the advice of the coach: on the whole picture for "too far" and "two faces", on the framed face for the other kinds. */
function adviceFor({ one, picture: { pixels }, faces }: Result): Advice | null {
  const [face] = faces;
  const isWhole = !face || one.kind === 'too-far' || one.kind === 'two-faces';
  return advise(cropOf(pixels, isWhole ? initialView(pixels) : frameFace(pixels, face)), faces);
}

const ADVICES: readonly Advice[] = [
  'no-face',
  'two-faces',
  'too-far',
  'against-light',
  'dark',
  'blurred',
  'cut',
];
report(
  'coach',
  ADVICES.map((advice) => {
    const kind = advice === 'no-face' ? 'none' : advice;
    const said = results.filter((result) => adviceFor(result) === advice);
    const right = said.filter(({ one }) => one.kind === kind);
    const meant = results.filter(({ one }) => one.kind === kind);
    return {
      advice,
      said: share(right.length, meant.length),
      right: share(right.length, said.length),
      limit: `at least ${100 * PRECISION} %`,
      met: verdict(right.length >= PRECISION * said.length),
    };
  }),
);

/** The sharpness of the faces that are found, of the sources whose number is even or odd. */
const sharpnessOf = (some: Result[], remainder: number) =>
  some.flatMap(({ one, picture, faces }) => {
    const [truth] = picture.truths as [Truth];
    const face = faces.toSorted((a, b) => iou(truth, b) - iou(truth, a))[0];
    const isCounted = (one.faces[0] ?? 0) % 2 === remainder && face && iou(truth, face) >= 0.4;
    return isCounted ? [face.sharpness] : [];
  });
const blurredOnes = await lookAt(BLURRED);
const isBlurred = (sharpness: number) => sharpness < THRESHOLDS.leastSharp;
report(
  'blur',
  ['of the faces that the threshold was chosen on', 'of the other faces'].map(
    (which, remainder) => {
      const blurred = sharpnessOf(blurredOnes, remainder);
      const sharp = sharpnessOf(good, remainder);
      const right = blurred.filter(isBlurred).length;
      const said = right + sharp.filter(isBlurred).length;
      return {
        which,
        right: share(right, said),
        said: share(right, blurred.length),
        'sharpness of blurred ones': `${middle(blurred, 0).toFixed(2)} to ${middle(blurred, 1).toFixed(2)}`,
        'of sharp ones': `${middle(sharp, 0).toFixed(2)} to ${middle(sharp, 1).toFixed(2)}`,
        limit: `right at least ${100 * BLUR_PRECISION} %`,
        met: verdict(right >= BLUR_PRECISION * said),
      };
    },
  ),
);

if (process.argv.includes('--each')) {
  for (const match of matches)
    if (match.iou < SAME || Math.abs((match.face?.tilt ?? 0) - match.truth.tilt) > LEVEL)
      console.log(
        match.one.name,
        match.one.share,
        match.one.turn,
        match.one.light,
        'iou',
        match.iou.toFixed(2),
        'off',
        ((match.face?.tilt ?? 0) - match.truth.tilt).toFixed(1),
      );
  for (const { one } of wrong) console.log('false', one.name);
  for (const result of results) {
    const advice = adviceFor(result);
    const kind = result.one.kind === 'none' ? 'no-face' : result.one.kind;
    const f = result.faces[0];
    if (advice !== kind && !(advice === null && kind === 'good'))
      console.log('coach', result.one.name, kind, 'said', advice);
    if (f)
      console.log('m', kind, f.sharpness.toFixed(4), f.light.toFixed(3), f.lightAround.toFixed(3));
  }
}
