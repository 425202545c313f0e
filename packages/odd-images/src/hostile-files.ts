// The hostile files, each with the verdict of a careful server.
import {
  blackPng,
  exifBomb,
  flatVp8l,
  manyChunkWebp,
  manyFramePng,
  manyFrameWebp,
  manySegmentJpeg,
  manyTextPng,
  profileBombPng,
} from './bombs.ts';
import { cameraPhoto } from './camera-photo.ts';
import * as claims from './false-headers.ts';
import { riffChunk, webpFile, webpHeader } from './file-parts.ts';
import { flatJpeg, manyScanJpeg } from './flat-jpeg.ts';
import { handMadeVp8l } from './flat-vp8l.ts';
import { FOREIGN_FILES, HIDDEN_FILES } from './foreign-files.ts';
import { manyCodesVp8l } from './many-prefix-codes.ts';
import { type PhotoFormat, withNotes } from './metadata.ts';
import { steppedProfile, withProfile } from './profiles.ts';

/**
 * What a careful server does with a file: `clean` accepts and re-encodes it, `either` allows both, the rest reject it for
 * that reason. The limits are 25 megapixels, 60 scans, one frame, and work in proportion to the file size.
 */
export type Verdict =
  | 'clean'
  | 'either'
  | 'empty'
  | 'not_an_image'
  | 'type_mismatch'
  | 'too_many_pixels'
  | 'too_many_frames'
  | 'too_many_scans'
  | 'corrupt';

export interface HostileFile {
  name: string;
  /** The media type that the uploader claims. */
  contentType: 'image/jpeg' | 'image/png' | 'image/webp';
  bytes: Buffer;
  verdict: Verdict;
}

const FORMATS: PhotoFormat[] = ['jpeg', 'png', 'webp'];
const SIDE = 16_000;

/** All hostile files except those of `costlyFiles`. The bytes are the same in every run. */
export async function hostileFiles(): Promise<HostileFile[]> {
  const [jpeg, png, webp] = await Promise.all(FORMATS.map(smallPhoto));
  if (!jpeg || !png || !webp) throw new Error('three photos expected');
  return [
    ...(await bombs(jpeg, png, webp)),
    ...falseHeaders(jpeg, png, webp),
    ...falseTypes(jpeg, png, webp),
    ...polyglots({ jpeg, png, webp }),
  ];
}

function smallPhoto(format: PhotoFormat): Promise<Buffer> {
  return cameraPhoto({ width: 160, height: 120, format, gps: true, orientation: 1 });
}

async function bombs(jpeg: Buffer, png: Buffer, webp: Buffer): Promise<HostileFile[]> {
  const square = { width: SIDE, height: SIDE };
  const small = { width: 500, height: 500, components: 3 } as const;
  const large = { width: 5000, height: 5000, components: 3 } as const;
  const flat = await flatVp8l(SIDE, SIDE);
  const steps = steppedProfile(20_000);
  const lossless = handMadeVp8l({ width: 500, height: 500 });
  const frameOf = (...chunks: Buffer[]) =>
    riffChunk('ANMF', Buffer.concat([Buffer.alloc(16), ...chunks]));
  return [
    asJpeg('pixel bomb', flatJpeg({ ...square, components: 1 }), 'too_many_pixels'),
    asJpeg('progressive bomb', manyScanJpeg({ ...square, components: 1 }, 3), 'too_many_pixels'),
    asPng('pixel bomb', blackPng(SIDE, SIDE), 'too_many_pixels'),
    asPng('one row of 25,000,000 pixels', blackPng(25_000_000, 1), 'too_many_pixels'),
    asPng('deep pixel bomb', blackPng(5000, 5000, 16, 6), 'too_many_pixels'),
    asWebp('pixel bomb', webpFile([flat]), 'too_many_pixels'),
    asWebp(
      'pixel bomb in a small canvas',
      webpFile([webpHeader(16, 16, 0), flat]),
      'too_many_pixels',
    ),
    asWebp('canvas bomb', claims.webpCanvasClaiming(webp, SIDE, SIDE), 'too_many_pixels'),
    asJpeg('883 scans', manyScanJpeg(small, 883), 'too_many_scans'),
    asJpeg('61 scans', manyScanJpeg(small, 61), 'too_many_scans'),
    asJpeg('40 scans of 25 megapixels', manyScanJpeg(large, 40), 'too_many_scans'),
    asPng('1,000 frames', manyFramePng(1000), 'too_many_frames'),
    asWebp('1,000 frames', await manyFrameWebp(1000), 'too_many_frames'),
    asJpeg('500,000 segments', manySegmentJpeg(jpeg), 'clean'),
    asPng('140,000 text chunks', manyTextPng(png), 'clean'),
    asWebp('250,000 chunks', manyChunkWebp(webp), 'clean'),
    asWebp('65,536 groups of prefix codes', webpFile([manyCodesVp8l(65_536)]), 'corrupt'),
    asWebp('100 pictures', webpFile(Array<Buffer>(100).fill(handMadeVp8l(large))), 'corrupt'),
    asWebp('a picture, then a frame', webpFile([lossless, frameOf(lossless)]), 'corrupt'),
    asWebp('two pictures in a frame', webpFile([frameOf(lossless, lossless)]), 'corrupt'),
    asWebp(
      'a transform twice',
      webpFile([handMadeVp8l({ ...large, transforms: ['predictor', 'predictor'] })]),
      'corrupt',
    ),
    asWebp(
      'a transform 10,000 times',
      webpFile([handMadeVp8l({ ...large, transforms: Array(10_000).fill('predictor') })]),
      'corrupt',
    ),
    asJpeg('a profile of 20,000 steps', withProfile('jpeg', jpeg, steps), 'clean'),
    asPng('a profile of 20,000 steps', withProfile('png', png, steps), 'clean'),
    asPng('profile bomb', profileBombPng(png), 'either'),
    asPng('EXIF bomb', exifBomb('png', png), 'clean'),
    asWebp('EXIF bomb', exifBomb('webp', webp), 'clean'),
  ];
}

function falseHeaders(jpeg: Buffer, png: Buffer, webp: Buffer): HostileFile[] {
  return [
    asJpeg('a header larger than the data', claims.jpegClaiming(jpeg, 4000, 3000), 'corrupt'),
    asJpeg('zero height', claims.jpegClaiming(jpeg, 160, 0), 'corrupt'),
    asJpeg('a header smaller than the data', claims.jpegClaiming(jpeg, 80, 40), 'either'),
    asJpeg('a header of 256 megapixels', claims.jpegClaiming(jpeg, SIDE, SIDE), 'too_many_pixels'),
    asJpeg('a frame header past the end', claims.jpegFrameClaiming(jpeg, 0xffff), 'corrupt'),
    asJpeg('a frame header of zero length', claims.jpegFrameClaiming(jpeg, 0), 'corrupt'),
    asJpeg('truncated data, valid end marker', claims.jpegEndedEarly(jpeg, 0.7), 'corrupt'),
    asPng('a header larger than the data', claims.pngClaiming(png, 4000, 3000), 'corrupt'),
    asPng('zero width', claims.pngClaiming(png, 0, 120), 'corrupt'),
    asPng('a header smaller than the data', claims.pngClaiming(png, 160, 40), 'either'),
    asPng('a header of 256 megapixels', claims.pngClaiming(png, SIDE, SIDE), 'too_many_pixels'),
    asPng(
      'the maximum width and height',
      claims.pngClaiming(png, 0xffffffff, 0xffffffff),
      'too_many_pixels',
    ),
    asPng('a chunk past the end', claims.pngDataClaiming(png, 0x7fffffff), 'corrupt'),
    asPng('a chunk of 4 GiB', claims.pngDataClaiming(png, 0xffffffff), 'corrupt'),
    asPng('a chunk shorter than its data', claims.pngDataClaiming(png, 10), 'corrupt'),
    asPng('a wrong checksum', claims.pngWithWrongChecksum(png), 'corrupt'),
    asWebp(
      'a length longer than the file',
      claims.webpClaimingLength(webp, webp.length),
      'corrupt',
    ),
    asWebp('a length of 4 GiB', claims.webpClaimingLength(webp, 0xffffffff), 'corrupt'),
    asWebp(
      'a length shorter than the file',
      claims.webpClaimingLength(webp, webp.length >> 1),
      'corrupt',
    ),
    asWebp('a length of zero', claims.webpClaimingLength(webp, 0), 'corrupt'),
    asWebp(
      'a canvas larger than its picture',
      claims.webpCanvasClaiming(webp, 900, 900),
      'corrupt',
    ),
    asWebp('a canvas smaller than its picture', claims.webpCanvasClaiming(webp, 9, 9), 'corrupt'),
  ];
}

function falseTypes(jpeg: Buffer, png: Buffer, webp: Buffer): HostileFile[] {
  const entries = Object.entries(FOREIGN_FILES);
  return [
    ...entries.map(([name, bytes]) => asPng(`really ${name}`, bytes, 'not_an_image')),
    asPng('no bytes', Buffer.alloc(0), 'empty'),
    asPng('really JPEG', jpeg, 'type_mismatch'),
    asWebp('really PNG', png, 'type_mismatch'),
    asJpeg('really WebP', webp, 'type_mismatch'),
  ];
}

function polyglots(photos: Record<PhotoFormat, Buffer>): HostileFile[] {
  return FORMATS.flatMap((format) =>
    [...Object.entries(HIDDEN_FILES), ['another photo', photos[format]] as const].flatMap(
      ([name, hidden]): HostileFile[] => {
        const photo = photos[format];
        const within = withNotes(format, photo, hidden.toString('latin1'));
        const contentType = `image/${format}` as const;
        return [
          {
            name: `${format}: ${name} appended`,
            contentType,
            bytes: Buffer.concat([photo, hidden]),
            verdict: 'clean',
          },
          {
            name: `${format}: ${name} in its metadata`,
            contentType,
            bytes: within,
            verdict: 'clean',
          },
        ];
      },
    ),
  );
}

/** Describes bytes that are uploaded as `image/jpeg`. */
export function asJpeg(name: string, bytes: Buffer, verdict: Verdict): HostileFile {
  return { name: `jpeg: ${name}`, contentType: 'image/jpeg', bytes, verdict };
}

/** Describes bytes that are uploaded as `image/png`. */
export function asPng(name: string, bytes: Buffer, verdict: Verdict): HostileFile {
  return { name: `png: ${name}`, contentType: 'image/png', bytes, verdict };
}

/** Describes bytes that are uploaded as `image/webp`. */
export function asWebp(name: string, bytes: Buffer, verdict: Verdict): HostileFile {
  return { name: `webp: ${name}`, contentType: 'image/webp', bytes, verdict };
}
