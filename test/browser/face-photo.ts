// A photo of a face at a known position, and the position of the face in the stored photo.
import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import type { GivenFile } from './profile-page';

/** Leonardo da Vinci's Mona Lisa, which is in the public domain, 600 by 933 pixels. */
const PAINTING = new URL('./mona-lisa.jpg', import.meta.url);

/** The box of the face, drawn by hand on the painting: from brow to chin, and from cheek to cheek. */
const FACE = { x: 296, y: 238, width: 182 };

/** Two squares beside the face, by which the stored photo is compared with the painting. */
const MARKS = [
  { x: 150, y: 330, colour: [255, 0, 255] },
  { x: 450, y: 330, colour: [0, 255, 255] },
] as const;
const MARK_SIDE = 16;

/**
 * @param tilt degrees clockwise that the painting is rotated by, in a larger grey picture
 * @param orientation of EXIF: with 6 the picture is stored on its side
 */
export async function facePhoto({ tilt = 0, orientation = 1 } = {}): Promise<GivenFile> {
  const marked = await sharp(await readFile(PAINTING))
    .composite(
      MARKS.map(({ x, y, colour: [r, g, b] }) => ({
        input: {
          create: { width: MARK_SIDE, height: MARK_SIDE, channels: 3, background: { r, g, b } },
        },
        left: x - MARK_SIDE / 2,
        top: y - MARK_SIDE / 2,
      })),
    )
    .png()
    .toBuffer();
  const upright = sharp(marked).rotate(tilt, { background: '#777' });
  const stored = sharp(await upright.png().toBuffer()).rotate(orientation === 6 ? -90 : 0);
  const buffer = await stored.withMetadata({ orientation }).jpeg({ quality: 90 }).toBuffer();
  return { name: 'cara.jpg', mimeType: 'image/jpeg', buffer };
}

/** The position of the face in a stored photo, as shares of its side, computed from the marks; `tilt` is in degrees clockwise. */
export async function faceIn(image: Buffer) {
  const { data, info } = await sharp(image)
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const [left, right] = MARKS.map(({ colour }) => middleOf(data, info.width, colour));
  if (!left || !right) throw new Error('the marks are not in the stored photo');
  const [dx, dy] = [right.x - left.x, right.y - left.y];
  // One pixel of the painting along its own axes, in pixels of the stored photo.
  const unit = { x: dx / (MARKS[1].x - MARKS[0].x), y: dy / (MARKS[1].x - MARKS[0].x) };
  const [across, down] = [FACE.x - MARKS[0].x, FACE.y - MARKS[0].y];
  return {
    x: (left.x + across * unit.x - down * unit.y) / info.width,
    y: (left.y + across * unit.y + down * unit.x) / info.height,
    width: (FACE.width * Math.hypot(unit.x, unit.y)) / info.width,
    tilt: (Math.atan2(dy, dx) * 180) / Math.PI,
  };
}

/** The centre of the pixels of a colour, or null if there are none. */
function middleOf(data: Buffer, width: number, colour: readonly number[]) {
  const sum = { x: 0, y: 0, count: 0 };
  for (let at = 0; at < data.length; at += 3) {
    const isNear = colour.every((value, c) => Math.abs(value - (data[at + c] ?? 0)) < 70);
    if (!isNear) continue;
    sum.x += (at / 3) % width;
    sum.y += Math.floor(at / 3 / width);
    sum.count += 1;
  }
  return sum.count === 0 ? null : { x: sum.x / sum.count, y: sum.y / sum.count };
}
