import { cropOf, initialView } from './crop-geometry';
import type { MakeRaster, RasterContext } from './raster';
import { renderCrop, sideOf } from './render-crop';

/** Rasters that record the operations on them. */
function notedRasters() {
  const notes: string[] = [];
  const make: MakeRaster = (width, height) => {
    notes.push(`make ${width}x${height}`);
    const note =
      (name: string) =>
      (...values: unknown[]) =>
        notes.push(
          `${name} ${values.filter((value) => typeof value === 'number').map((value) => +value.toFixed(3))}`,
        );
    const context = {
      translate: note('translate'),
      rotate: note('rotate'),
      scale: note('scale'),
      drawImage: note('draw'),
    } as unknown as RasterContext;
    const image = {} as HTMLCanvasElement;
    return { width, height, context, image, encode: () => Promise.reject(new Error('not here')) };
  };
  return { make, notes };
}

const square = (side: number) => ({ width: side, height: side });
const PICTURE = {} as ImageBitmap;
const VIEW = initialView({ width: 0, height: 0 });

describe('sideOf', () => {
  it('is at most 1,024 pixels, whole, and never more than the crop has', () => {
    const crop = { x: 0, y: 0, rotation: 0 };
    expect(sideOf({ ...crop, size: 3024 })).toBe(1024);
    expect(sideOf({ ...crop, size: 640.7 })).toBe(640);
  });

  it('is never shorter than the server accepts, even for a tiny photo at 45 degrees', () => {
    for (const side of [40, 41, 56]) {
      const crop = cropOf({ width: side, height: side }, { ...VIEW, straighten: 45 });
      expect(crop.size).toBeLessThan(40);
      expect(sideOf(crop)).toBe(40);
    }
  });
});

describe('renderCrop', () => {
  it('scales by halves down to the requested side', () => {
    const { make, notes } = notedRasters();
    const made = renderCrop(
      PICTURE,
      { x: 2000, y: 1500, size: 3000, rotation: 0 },
      square(512),
      make,
    );
    expect(made.width).toBe(512);
    expect(notes.filter((note) => /make|draw 0,0,/.test(note))).toEqual([
      'make 2048x2048',
      'make 1024x1024',
      'draw 0,0,1024,1024',
      'make 512x512',
      'draw 0,0,512,512',
    ]);
  });

  it('enlarges a crop before it halves it, rather than scale it to less than three quarters at once', () => {
    const sides = (size: number) => {
      const { make, notes } = notedRasters();
      renderCrop(PICTURE, { x: 2000, y: 1500, size, rotation: 0 }, square(1024), make);
      return notes.filter((note) => note.startsWith('make'));
    };
    expect(sides(1365)).toEqual(['make 1024x1024']);
    expect(sides(1366)).toEqual(['make 2048x2048', 'make 1024x1024']);
  });

  it.each([
    ['halving', 3000, undefined],
    ['enlarging', 1000, 'high'],
  ])('uses for %s the quality of the canvas that suits it', (_, size, quality) => {
    const { make } = notedRasters();
    const contexts: RasterContext[] = [];
    const noted: MakeRaster = (...sides) => {
      const raster = make(...sides);
      contexts.push(raster.context);
      return raster;
    };
    renderCrop(PICTURE, { x: 1500, y: 1500, size, rotation: 0 }, square(1024), noted);
    expect(contexts[0]?.imageSmoothingQuality).toBe(quality);
  });

  it('turns about the centre of the crop, which ends in the middle', () => {
    const { make, notes } = notedRasters();
    renderCrop(PICTURE, { x: 300, y: 200, size: 100, rotation: 90 }, square(100), make);
    expect(notes).toEqual([
      'make 100x100',
      'translate 50,50',
      'rotate 1.571',
      'scale 1,1',
      'translate -300,-200',
      'draw 0,0',
    ]);
  });

  it('keeps the aspect ratio of a crop that is not square', () => {
    const { make, notes } = notedRasters();
    renderCrop(
      PICTURE,
      { x: 400, y: 500, size: 800, rotation: 0 },
      { width: 295, height: 354 },
      make,
    );
    expect(notes).toEqual([
      'make 590x708',
      'translate 295,354',
      'rotate 0',
      'scale 0.885,0.885',
      'translate -400,-500',
      'draw 0,0',
      'make 295x354',
      'draw 0,0,295,354',
    ]);
  });

  it('asks for no surface larger than a phone can hold', () => {
    const { make, notes } = notedRasters();
    renderCrop(PICTURE, { x: 9000, y: 9000, size: 18_000, rotation: 0 }, square(1024), make);
    expect(notes[0]).toBe('make 4096x4096');
  });
});
