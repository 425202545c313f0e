// The URL of a download: the JPEG for documents if there is one, under the name of the person.
import { AGENT, BY, memoryPortsWithAgent, showOne } from '@/test/profile/start-states';
import { downloadImage } from './download-image';
import { removeImage } from './remove-image';
import { updateProfile } from './update-profile';

test('leads to the JPEG for documents, under the name of the person', async () => {
  const memory = memoryPortsWithAgent();
  await showOne(memory);
  await updateProfile(memory, AGENT, { nombre: 'Zoë <3 / José', apellido: 'Núñez' }, BY);
  expect(await downloadImage(memory, AGENT, BY)).toMatch(
    /^memory:profiles\/[^?]+\/document\.jpg\?as=Zoë _3 _ José Núñez\.jpg$/,
  );
});

test('a photo without that size is downloaded as it is stored', async () => {
  const memory = memoryPortsWithAgent();
  memory.policy.imageVariants = memory.policy.imageVariants.filter(
    ({ name }) => name !== 'document',
  );
  const { key } = await showOne(memory);
  const extension = key.split('.').at(-1);
  expect(await downloadImage(memory, AGENT, BY)).toMatch(`memory:${key}?as=`);
  expect(await downloadImage(memory, AGENT, BY)).toMatch(new RegExp(`\\.${extension}$`));
});

test('without a photo, or after its removal, there is none', async () => {
  const memory = memoryPortsWithAgent();
  const none = { code: 'image_not_found' };
  await expect(downloadImage(memory, AGENT, BY)).rejects.toMatchObject(none);
  await showOne(memory);
  await removeImage(memory, AGENT, BY);
  await expect(downloadImage(memory, AGENT, BY)).rejects.toMatchObject(none);
});
