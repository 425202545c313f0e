// Bucket and tables compared: what is ours and belongs to nobody, what is not ours, and what is missing.
import {
  AGENT,
  agentsWorld,
  HOUR,
  imageOf,
  putLegacyUser,
  putUpload,
  showOne,
  uploadOne,
} from './fakes/scenes';
import { storedKeys } from './fakes/stored-keys';
import { GOOD, type World } from './fakes/world';
import { profileKey, uploadKey } from './object-keys';
import { reconcile } from './reconcile';

const ID = '01989f6e-0000-7000-8000-000000000001';
const V4 = '0b7f5a52-1c1e-4a3b-9f6a-6f4d2f0a1b2c';

async function found(here: World) {
  const orphans: string[] = [];
  const foreign: string[] = [];
  const missing: string[] = [];
  here.clock.advance(3 * HOUR);
  await reconcile(here, {
    orphans: async (keys) => void orphans.push(...keys),
    foreign: async (keys) => void foreign.push(...keys),
    missing: async (key) => void missing.push(key),
  });
  return { orphans, foreign, missing };
}

test('what is shown, and an upload under way, belong to somebody', async () => {
  const here = agentsWorld();
  await showOne(here);
  await uploadOne(here);
  expect(await found(here)).toEqual({ orphans: [], foreign: [], missing: [] });
});

test('what this app alone can have put there, and no record knows, is an orphan', async () => {
  const here = agentsWorld();
  const keys = [
    profileKey('nobody', ID, 'image/png'),
    uploadKey('auth0|5f7c', ID, 'image/jpeg'),
    `profiles/${AGENT}/key-${'a'.repeat(43)}/medium.webp`,
    `profiles/${AGENT}/${ID}/large.webp`,
  ];
  for (const key of keys) here.storage.put(key, GOOD, 'image/png');
  const { orphans, foreign } = await found(here);
  expect(orphans.sort()).toEqual(keys.sort());
  expect(foreign).toEqual([]);
});

test('what another program put there is foreign, and never an orphan', async () => {
  const here = agentsWorld();
  const keys = [
    `profiles/agente/${V4}.jpg`,
    'profiles/company/large/thumbnail.webp',
    'profiles/contracts/2026/poliza.pdf',
    'profiles/logo.png',
    'uploads/agente/poliza.pdf',
    `uploads/contracts/${V4}.jpg`,
  ];
  for (const key of keys) here.storage.put(key, GOOD, 'image/png');
  expect(await found(here)).toEqual({ orphans: [], foreign: keys, missing: [] });
});

test('a photo from before records is owned while the user has it, and foreign then', async () => {
  const here = agentsWorld();
  const key = `profiles/${AGENT}/vieja.jpg`;
  putLegacyUser(here, key);
  here.storage.put(key, GOOD, 'image/jpeg');
  expect(await found(here)).toEqual({ orphans: [], foreign: [], missing: [] });
  await here.store.deleteUser(AGENT);
  expect(await found(here)).toEqual({ orphans: [], foreign: [key], missing: [] });
});

test('what is shown and is not there is missing', async () => {
  const here = agentsWorld();
  const { imageId } = await showOne(here);
  const image = await imageOf(here, imageId);
  await here.storage.delete(storedKeys(image));
  putUpload(here, image);
  expect(await found(here)).toMatchObject({ missing: storedKeys(image) });
});
