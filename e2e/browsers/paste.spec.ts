// Pastes in every engine. The event is made by the test: no driver but Chromium's can put a picture on the clipboard.
import { fill } from '@/components/i18n/fill';
import { es } from '@/components/messages/es';
import { UPRIGHT } from '../../test/browser/editor-page';
import { DEEP, expect, test } from '../../test/browser/engine-fixtures';
import type { EnginePage } from '../../test/browser/engine-page';
import { madeOnce } from '../../test/browser/photo-file';

/** Pastes texts, by their type, and pictures into the focused element. Returns whether the page took the paste from the browser. */
async function paste(
  { driver }: EnginePage,
  texts: Record<string, string>,
  pictures: Buffer[],
): Promise<boolean> {
  const pasted = await driver.evaluate(
    (given: Record<string, string>, base64: string[]) => {
      const data = new DataTransfer();
      for (const [type, text] of Object.entries(given)) data.setData(type, text);
      for (const [at, one] of base64.entries()) {
        const bytes = Uint8Array.from(atob(one), (character) => character.charCodeAt(0));
        data.items.add(new File([bytes], `image-${at}.jpg`, { type: 'image/jpeg' }));
      }
      const event = new ClipboardEvent('paste', { bubbles: true, cancelable: true });
      // Firefox and WebKit leave files out of the data that the constructor is given.
      Object.defineProperty(event, 'clipboardData', { value: data });
      const isLeft = (document.activeElement ?? document.body).dispatchEvent(event);
      return { isTaken: !isLeft, types: [...data.types].sort(), files: data.files.length };
    },
    texts,
    pictures.map((bytes) => bytes.toString('base64')),
  );
  const types = [...Object.keys(texts), ...(pictures.length > 0 ? ['Files'] : [])];
  expect(pasted).toMatchObject({ types: types.sort(), files: pictures.length });
  return pasted.isTaken;
}

const hasDialog = ({ driver }: EnginePage) =>
  driver.evaluate(() => document.querySelector('dialog[open]') !== null);

test('pasted text, two pictures, a link to a picture, and a picture', DEEP, async ({ profile }) => {
  const photo = await madeOnce({ width: 300, height: 300 });
  const other = await madeOnce({ width: 300, height: 300, seed: 2 });
  await profile.signIn();

  await profile.focus('nombre');
  expect(await paste(profile, { 'text/plain': 'Lucía' }, [photo]), 'text goes into the field').toBe(
    false,
  );
  expect(await hasDialog(profile)).toBe(false);

  expect(await paste(profile, {}, [photo, other])).toBe(true);
  await profile.shows(fill(es.refusal.many, { count: 2 }));

  const link = { 'text/html': '<meta charset="utf-8"><img src="https://example.com/a.png">' };
  expect(await paste(profile, link, [])).toBe(true);
  await profile.shows(es.refusal.link);

  expect(await paste(profile, {}, [photo])).toBe(true);
  await profile.use();
  expect(await profile.stored()).toMatchObject({ width: 300, quadrants: UPRIGHT });
});
