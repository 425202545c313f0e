// "Adjust" in every engine: the shown photo is framed again, without choosing a file.
import { es } from '@/components/messages/es';
import { DEEP, expect, test } from '../../test/browser/engine-fixtures';
import { madeOnce } from '../../test/browser/photo-file';

const TURNED = ['bottomLeft', 'topLeft', 'bottomRight', 'topRight'];

test('after a reload the editor opens as it was left', DEEP, async ({ profile, engine }) => {
  await profile.signIn();
  await profile.choose('foto.jpg', await madeOnce({ width: 2000, height: 1500, noise: 1 }));
  await profile.inEditor();
  await profile.click(es.editor.turnRight);
  await profile.use();
  expect((await profile.stored()).quadrants).toEqual(TURNED);
  // The button is shown at once, and works once the server has the picture.
  await profile.becomes(
    (name: string) =>
      Array.from(document.querySelectorAll('button')).some(
        (button) =>
          (button.textContent ?? '').trim() === name && !button.hasAttribute('aria-disabled'),
      ),
    true,
    es.photo.adjust,
  );
  await profile.reload();
  await profile.click(es.photo.adjust);
  await profile.inEditor();
  await profile.use();
  expect(await profile.stored()).toMatchObject({
    contentType: engine.uploads,
    width: 1024,
    height: 1024,
    quadrants: TURNED,
  });
});
