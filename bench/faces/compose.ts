// Composes the pictures: two faces, one or none, on a part of a landscape.
import sharp from 'sharp';
import type { Pixels } from '@/lib/client/images/faces/pixels';
import { FACES, LANDSCAPES, SOURCE_SIDE, type Source } from './sources';

/** A face whose place is known, in pixels of the picture. */
export interface Truth {
  readonly centre: { readonly x: number; readonly y: number };
  readonly width: number;
  readonly height: number;
  readonly tilt: number;
}

export interface Recipe {
  readonly name: string;
  /** Positions in the list of faces, from left to right; none for a picture without a face. */
  readonly faces: readonly number[];
  readonly landscape: number;
  /** Width of the first face as a share of the picture's. */
  readonly share: number;
  /** Degrees clockwise that the faces are turned by. */
  readonly turn: number;
  /** Width of the picture over its height. */
  readonly aspect: number;
  /** Brightness factors of the faces, and of the background. */
  readonly light: number;
  readonly lightBehind: number;
  /** Share of white that is mixed into the background. */
  readonly haze: number;
  /** True to cut out the head alone, so that the landscape is directly behind it. */
  readonly headOnly: boolean;
  /** Where the centre of a single face is, as a share of the width. */
  readonly across: number;
  /** Standard deviation of the blur, in widths of the face. */
  readonly blur: number;
}

export interface Picture {
  readonly pixels: Pixels;
  readonly truths: readonly Truth[];
}

/** Width of the pictures without a face. */
const EMPTY_WIDTH = 1280;

/** Longest side of a picture: the faces are small, and are not enlarged more than twice. */
const LONGEST = 1280;

/** Composes one picture, with the position of each face. */
export async function compose(recipe: Recipe): Promise<Picture> {
  const sources = recipe.faces.map((index) => FACES[index % FACES.length] as Source);
  const [first] = sources;
  const width = first ? Math.min(LONGEST, Math.round(first.width / recipe.share)) : EMPTY_WIDTH;
  const height = Math.round(width / recipe.aspect);
  const landscape = LANDSCAPES[recipe.landscape % LANDSCAPES.length];
  const ground = sharp(landscape)
    .resize(width, height)
    .linear(recipe.lightBehind * (1 - recipe.haze), 255 * recipe.haze);
  const scale = first ? (width * recipe.share) / first.width : 1;
  const placed = await Promise.all(
    sources.map(async (source, index) => {
      const share = sources.length === 1 ? recipe.across : (index + 1) / (sources.length + 1);
      const x = width * share;
      const patch = await patchOf(source, scale, recipe);
      return { source, x, y: height * 0.42, patch };
    }),
  );
  const layers = await Promise.all(
    placed.map(({ x, y, patch }) =>
      cut(patch, Math.round(x - patch.width / 2), Math.round(y - patch.height / 2), width, height),
    ),
  );
  const composed = await sharp(await ground.png().toBuffer())
    .composite(layers.filter((layer) => layer !== null))
    .png()
    .toBuffer();
  const sigma = first ? recipe.blur * width * recipe.share : 0;
  const { data, info } = await (sigma > 0
    ? sharp(composed).blur(Math.max(0.3, sigma))
    : sharp(composed)
  )
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const truths = placed.map(({ source, x, y }) => ({
    centre: { x, y },
    width: source.width * scale,
    height: source.height * scale,
    tilt: source.tilt + recipe.turn,
  }));
  return {
    pixels: { width: info.width, height: info.height, data: new Uint8ClampedArray(data) },
    truths,
  };
}

/** The face with soft edges, scaled, lit and turned about the centre of its box. */
async function patchOf(source: Source, scale: number, { light, turn, headOnly }: Recipe) {
  // A square around the centre of the box that holds the whole source.
  const reach = SOURCE_SIDE;
  const { x, y } = source.centre;
  const half = SOURCE_SIDE / 2;
  const circle = headOnly
    ? { x, y: y - source.height * 0.15, across: source.width * 0.65, down: source.height * 0.85 }
    : { x: half, y: half, across: half, down: half };
  const soft = Buffer.from(
    `<svg width="${SOURCE_SIDE}" height="${SOURCE_SIDE}">
      <radialGradient id="soft">
        <stop offset="0.86" stop-color="#fff"/>
        <stop offset="1" stop-color="#fff" stop-opacity="0"/>
      </radialGradient>
      <ellipse cx="${circle.x}" cy="${circle.y}" rx="${circle.across}" ry="${circle.down}" fill="url(#soft)"/>
    </svg>`,
  );
  const lit = await sharp(source.path).linear(light, 0).ensureAlpha().png().toBuffer();
  const masked = await sharp(lit)
    .composite([{ input: soft, blend: 'dest-in' }])
    .png()
    .toBuffer();
  const centred = await sharp({
    create: { width: 2 * reach, height: 2 * reach, channels: 4, background: '#0000' },
  })
    .composite([{ input: masked, left: Math.round(reach - x), top: Math.round(reach - y) }])
    .png()
    .toBuffer();
  const scaled = await sharp(centred)
    .resize(Math.round(2 * reach * scale))
    .png()
    .toBuffer();
  const { data, info } = await sharp(scaled)
    .rotate(turn, { background: '#0000' })
    .png()
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}

/** The part of a patch that is inside of the picture. */
async function cut(
  patch: { data: Buffer; width: number; height: number },
  left: number,
  top: number,
  width: number,
  height: number,
) {
  const from = { left: Math.max(0, -left), top: Math.max(0, -top) };
  const across = Math.min(patch.width, width - left) - from.left;
  const down = Math.min(patch.height, height - top) - from.top;
  if (across <= 0 || down <= 0) return null;
  const input = await sharp(patch.data)
    .extract({ ...from, width: across, height: down })
    .toBuffer();
  return { input, left: Math.max(0, left), top: Math.max(0, top) };
}
