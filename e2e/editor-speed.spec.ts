// The main thread never handles a large photo: a worker decodes, crops and encodes it.
import { writeFile } from 'node:fs/promises';
import { es } from '@/components/messages/es';
import { Editor, photoFile } from '../test/browser/editor-page';
import { DEEP, expect, test } from '../test/browser/fixtures';
import { ProfilePage } from '../test/browser/profile-page';

const PHOTO = { width: 4000, height: 3000 };

/** Records the number of pixels that the main thread decodes, draws, reads or encodes. */
function watchPixels() {
  const handled: number[] = [];
  Object.assign(window, { pixelsHandled: () => handled });
  const note = (image: object) => {
    const { width = 0, height = 0 } = image as { width?: number; height?: number };
    handled.push(width * height);
  };
  const decode = window.createImageBitmap.bind(window) as (
    ...given: unknown[]
  ) => Promise<ImageBitmap>;
  const noted = async (...given: unknown[]) => {
    const bitmap = await decode(...given);
    note(bitmap);
    return bitmap;
  };
  window.createImageBitmap = noted as typeof window.createImageBitmap;
  const context = CanvasRenderingContext2D.prototype;
  const { drawImage, getImageData } = context;
  context.drawImage = function draw(this: CanvasRenderingContext2D, ...given: unknown[]) {
    note(given[0] as object);
    Reflect.apply(drawImage, this, given);
  } as typeof drawImage;
  context.getImageData = function read(...given) {
    note(this.canvas);
    return getImageData.apply(this, given);
  };
  const { toBlob } = HTMLCanvasElement.prototype;
  HTMLCanvasElement.prototype.toBlob = function encode(...given) {
    note(this);
    toBlob.apply(this, given);
  };
}

test(
  'of 12 megapixels, the main thread handles only the preview',
  DEEP,
  async ({ signedIn }, testInfo) => {
    await signedIn.addInitScript(watchPixels);
    const profile = new ProfilePage(signedIn);
    const editor = new Editor(signedIn);
    await profile.open();
    const path = testInfo.outputPath('12-megapixels.jpg');
    await writeFile(path, (await photoFile({ ...PHOTO, quality: 60 })).buffer);
    await profile.fileInput.setInputFiles(path);
    await editor.ready();
    expect(signedIn.workers(), 'the work is done elsewhere').toHaveLength(1);
    await editor.use();
    await signedIn.getByText(es.upload.done).first().waitFor();
    await expect.poll(() => signedIn.workers().length).toBe(0);
    const handled = (await signedIn.evaluate('window.pixelsHandled()')) as number[];
    // The editor draws the preview, whose longest side is 2,048 pixels.
    expect(Math.max(...handled)).toBe(2048 * 1536);
  },
);
