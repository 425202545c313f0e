// The main flow in every engine: sign in, photos of every kind, sign out.
import { es } from '@/components/messages/es';
import { UPRIGHT } from '../../test/browser/editor-page';
import { expect, test, variation } from '../../test/browser/engine-fixtures';
import { madeOnce } from '../../test/browser/photo-file';

for (const [at, format] of (['jpeg', 'png', 'webp'] as const).entries()) {
  const title = `a ${format} is chosen, framed, sent, seen and stored`;
  test(title, variation(at), async ({ profile, engine }) => {
    await profile.signIn();
    expect(await profile.shownPath()).toBeNull();
    const photo = await madeOnce({ width: 1600, height: 1200, format, gps: true });
    await profile.upload(`foto.${format}`, photo);
    await profile.shows(es.upload.done);
    expect(await profile.stored()).toMatchObject({
      contentType: engine.uploads,
      width: 1024,
      height: 1024,
      quadrants: UPRIGHT,
    });
  });
}

test('a JPEG of 12 megapixels on its side, edited, is stored upright with 1,024 pixels', async ({
  profile,
  engine,
}) => {
  await profile.signIn();
  const photo = await madeOnce({
    width: 4000,
    height: 3000,
    orientation: 6,
    quality: 60,
    noise: 1,
  });
  await profile.choose('IMG_0001.jpg', photo);
  await profile.click(es.editor.turnRight);
  await profile.click(es.editor.turnRight);
  await profile.use();
  const upsideDown = UPRIGHT.toReversed();
  expect(await profile.stored()).toMatchObject({
    contentType: engine.uploads,
    width: 1024,
    height: 1024,
    quadrants: upsideDown,
  });
});

test('a photo is replaced and restored, removed and restored', async ({ profile }) => {
  await profile.signIn();
  await profile.upload('uno.jpg', await madeOnce({ width: 300, height: 300, seed: 1 }));
  const first = await profile.shownPath();
  await profile.upload('dos.jpg', await madeOnce({ width: 300, height: 300, seed: 2 }));
  await profile.click(es.change.undo);
  await profile.becomesPhoto(first);
  await profile.shows(es.change.undone);
  await profile.click(es.photo.remove);
  await profile.click(es.change.removeConfirm);
  await profile.becomesPhoto(null);
  expect((await profile.api()).profileImageKey).toBeNull();
  await profile.click(es.change.undo);
  await profile.becomesPhoto(first);
  await profile.reload();
  await profile.becomesPhoto(first);
});

test('names are changed, and the user signs out', async ({ profile }) => {
  await profile.signIn();
  await profile.fill('nombre', 'Zoë 🌵');
  await profile.fill('apellido', 'Ñúñez');
  await profile.click(es.details.save);
  await profile.shows(es.details.saved);
  expect(await profile.api()).toMatchObject({ nombre: 'Zoë 🌵', apellido: 'Ñúñez' });
  await profile.click(es.header.signOut);
  await profile.becomes(() => location.pathname, '/sign-in');
});
