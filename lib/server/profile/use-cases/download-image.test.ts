// The URL of a download: the JPEG for documents if there is one, under the name of the person.
import { AGENT, agentsWorld, BY, showOne } from '@/test/profile/scenes';
import { downloadImage } from './download-image';
import { removeImage } from './remove-image';
import { updateProfile } from './update-profile';

test('leads to the JPEG for documents, under the name of the person', async () => {
  const here = agentsWorld();
  await showOne(here);
  await updateProfile(here, AGENT, { nombre: 'Zoë <3 / José', apellido: 'Núñez' }, BY);
  expect(await downloadImage(here, AGENT, BY)).toMatch(
    /^memory:profiles\/[^?]+\/document\.jpg\?as=Zoë _3 _ José Núñez\.jpg$/,
  );
});

test('a photo without that size is downloaded as it is stored', async () => {
  const here = agentsWorld();
  here.policy.imageVariants = here.policy.imageVariants.filter(({ name }) => name !== 'document');
  const { key } = await showOne(here);
  const extension = key.split('.').at(-1);
  expect(await downloadImage(here, AGENT, BY)).toMatch(`memory:${key}?as=`);
  expect(await downloadImage(here, AGENT, BY)).toMatch(new RegExp(`\\.${extension}$`));
});

test('without a photo, or after its removal, there is none', async () => {
  const here = agentsWorld();
  const none = { code: 'image_not_found' };
  await expect(downloadImage(here, AGENT, BY)).rejects.toMatchObject(none);
  await showOne(here);
  await removeImage(here, AGENT, BY);
  await expect(downloadImage(here, AGENT, BY)).rejects.toMatchObject(none);
});
