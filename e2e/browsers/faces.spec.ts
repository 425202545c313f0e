// The framing of a face in every engine.
import { es } from '@/components/messages/es';
import { expect, test } from '../../test/browser/engine-fixtures';
import { faceIn, facePhoto } from '../../test/browser/face-photo';

test('a face is found in the worker and framed', async ({ profile }) => {
  await profile.signIn();
  const { name, buffer } = await facePhoto({ tilt: 12 });
  await profile.choose(name, buffer);
  await profile.shows(es.editor.whole);
  await profile.use();
  const face = await faceIn((await profile.stored()).bytes);
  expect(Math.abs(face.width - 0.505)).toBeLessThan(0.055);
  expect(Math.abs(face.x - 0.5)).toBeLessThan(0.04);
  expect(Math.abs(face.tilt)).toBeLessThan(4);
});
