// Valid files at the limits. Those with interlacing, with data in every block or with a colour table were found by a search.
import sharp from 'sharp';
import { blackPng, flatVp8l } from './bombs.ts';
import { arithmeticJpeg, busyProgressiveJpeg } from './busy-jpeg.ts';
import { busyPng } from './busy-png.ts';
import { exifBlock } from './exif.ts';
import { webpFile } from './file-parts.ts';
import { flatJpeg, manyScanJpeg } from './flat-jpeg.ts';
import { handMadeVp8l } from './flat-vp8l.ts';
import { asJpeg, asPng, asWebp, type HostileFile } from './hostile-files.ts';
import { manyCodesVp8l } from './many-prefix-codes.ts';
import { withExif } from './metadata.ts';
import { lookUpProfile, pressProfile, withProfile } from './profiles.ts';

const ALL_TRANSFORMS = ['predictor', 'colour', 'subtractGreen', 'palette'] as const;

/** Valid files at the limits, which cost the most time and memory of all accepted files. */
export async function costlyFiles(): Promise<HostileFile[]> {
  const deep = sharp({ create: { width: 12_000, height: 1040, channels: 4, background: '#1238' } });
  const deepWide = deep.toColourspace('rgb16').withIccProfile('p3').png({ progressive: true });
  const flat = (width: number, height: number) => ({ width, height, components: 3 }) as const;
  const cmyk = { width: 12_000, height: 1040, components: 4, detail: 1 } as const;
  const strip = { width: 32_767, height: 762, isInterlaced: true, filter: 5, period: 251 };
  const turned = (png: Buffer) => withExif('png', png, exifBlock(6, false));
  return [
    asJpeg('14 scans of 25 megapixels', manyScanJpeg(flat(12_270, 2037), 14), 'clean'),
    asJpeg('25 megapixels', flatJpeg(flat(8300, 3000)), 'clean'),
    asJpeg('12 megapixels, CMYK', flatJpeg({ ...flat(4160, 3000), components: 4 }), 'clean'),
    asJpeg('a strip', flatJpeg(flat(32_760, 760)), 'clean'),
    asJpeg(
      'a strip of 14 scans with a colour table',
      withProfile('jpeg', manyScanJpeg(flat(32_760, 760), 14), lookUpProfile(33)),
      'clean',
    ),
    asJpeg('29 scans of 12 megapixels, CMYK', busyProgressiveJpeg(cmyk, 29), 'clean'),
    asJpeg('29 scans without data, CMYK', arithmeticJpeg(cmyk, 29), 'clean'),
    asJpeg(
      '29 scans without data, CMYK with a profile',
      withProfile('jpeg', arithmeticJpeg(cmyk, 29), await pressProfile()),
      'clean',
    ),
    asPng('25 megapixels', turned(blackPng(5000, 5000, 8, 6)), 'clean'),
    asPng('12 megapixels of 16 bits', turned(blackPng(3535, 3535, 16, 6)), 'clean'),
    asPng('a strip of 24 megapixels', turned(blackPng(24_000, 1040, 8, 6)), 'clean'),
    asPng('a strip of 16 bits in Display P3', turned(await deepWide.toBuffer()), 'clean'),
    asPng('a narrow strip', blackPng(32_767, 760, 8, 6), 'clean'),
    asPng('an interlaced strip', busyPng({ ...strip, depth: 8, colourType: 6 }), 'clean'),
    asPng(
      'an interlaced strip with a palette',
      busyPng({ ...strip, depth: 8, colourType: 3 }),
      'clean',
    ),
    asPng(
      'an interlaced strip of 16-bit grey with alpha and gamma',
      busyPng({ ...strip, depth: 16, colourType: 4, gamma: 60_000 }),
      'clean',
    ),
    asPng('a tall strip', blackPng(760, 32_767, 8, 6), 'clean'),
    asWebp('25 megapixels', webpFile([await flatVp8l(5000, 5000)]), 'clean'),
    asWebp(
      '25 megapixels with every transform',
      webpFile([handMadeVp8l({ width: 5000, height: 5000, transforms: ALL_TRANSFORMS })]),
      'clean',
    ),
    asWebp('5,000 groups of prefix codes', webpFile([manyCodesVp8l(5000, 6)]), 'clean'),
    asWebp('a strip of 25 megapixels', webpFile([await flatVp8l(16_383, 1525)]), 'clean'),
  ];
}
