// Page object of the photo editor, and its test photos: four quadrants in four colors.
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { type PhotoOptions, QUADRANT_COLOURS } from 'odd-images/camera-photo';
import type { Locator, Page } from 'playwright/test';
import sharp from 'sharp';
import { es } from '@/components/messages/es';
import { expect, given } from './fixtures';
import { madeOnce } from './photo-file';
import { ProfilePage } from './profile-page';

export type Quadrant = keyof typeof QUADRANT_COLOURS;
type Colour = readonly number[];

/** Tolerance of a color after two lossy encodings, including the shading of the picture. */
const NEAR = 45;

export const UPRIGHT: Quadrant[] = ['topLeft', 'topRight', 'bottomLeft', 'bottomRight'];

/** A file with the test photo of four quadrants. */
export async function photoFile(options: Partial<PhotoOptions> = {}) {
  const { format = 'jpeg' } = options;
  const buffer = await madeOnce({ width: 1600, height: 1200, noise: 1, ...options });
  return { name: `yo.${format}`, mimeType: `image/${format}`, buffer };
}

/** The editor, as users operate it. */
export class Editor {
  readonly dialog: Locator;
  readonly stage: Locator;
  readonly zoom: Locator;
  readonly straighten: Locator;

  constructor(readonly page: Page) {
    this.dialog = page.getByRole('dialog', { name: es.editor.title });
    this.stage = this.dialog.getByRole('application', { name: es.editor.stage });
    this.zoom = this.dialog.getByRole('slider', { name: es.editor.zoom });
    this.straighten = this.dialog.getByRole('slider', { name: es.editor.straighten });
  }

  async ready(): Promise<void> {
    await expect(this.stage).toHaveAttribute('aria-busy', 'false');
  }

  async use(): Promise<void> {
    await this.dialog.getByRole('button', { name: es.editor.use }).click();
  }

  /** The colors in the middle of the four quarters of the circle. */
  shown(): Promise<Colour[]> {
    return this.stage.locator('canvas').evaluate((canvas: HTMLCanvasElement) => {
      const context = canvas.getContext('2d');
      const at = (x: number, y: number) =>
        Array.from(context?.getImageData(x * canvas.width, y * canvas.height, 1, 1).data ?? []);
      return [at(0.3, 0.3), at(0.7, 0.3), at(0.3, 0.7), at(0.7, 0.7)].map((c) => c.slice(0, 3));
    });
  }
}

/** Expects these quadrants, in reading order. */
export function expectQuarters(colours: Colour[], quadrants: Quadrant[]): void {
  const names = colours.map(nearestQuadrant);
  expect(names).toEqual(quadrants);
}

/** Names the quadrant that a color is from; returns the color itself if it is from none. */
export function nearestQuadrant(colour: Colour): string {
  const found = Object.entries(QUADRANT_COLOURS).find(([, wanted]) =>
    wanted.every((value, channel) => Math.abs(value - (colour[channel] ?? 0)) <= NEAR),
  );
  return found?.[0] ?? colour.join();
}

/** The stored image of the photo that the page shows. */
export async function storedImage(profile: ProfilePage, s3: S3Client): Promise<Buffer> {
  await expect(profile.photo).toHaveAttribute('src', /\/profiles\//);
  const answer = await profile.page.request.get('/api/profile');
  const { profileImageKey } = await answer.json();
  const object = await s3.send(
    new GetObjectCommand({ Bucket: given('S3_BUCKET'), Key: profileImageKey }),
  );
  return Buffer.from((await object.Body?.transformToByteArray()) ?? []);
}

/** The mean colour of each quarter of an image, in reading order. */
export async function quarters(image: Buffer): Promise<Colour[]> {
  const { data, info } = await sharp(image)
    .removeAlpha()
    .resize(10, 10, { fit: 'fill' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const at = (x: number, y: number) => {
    const start = (y * info.width + x) * info.channels;
    return Array.from(data.subarray(start, start + 3));
  };
  return [at(2, 2), at(7, 2), at(2, 7), at(7, 7)];
}

/** Opens the page and the editor on a file. */
export async function openEditor(page: Page, file: Parameters<ProfilePage['choose']>[0]) {
  const profile = new ProfilePage(page);
  await profile.open();
  await profile.choose(file);
  const editor = new Editor(page);
  await editor.ready();
  return { profile, editor };
}
