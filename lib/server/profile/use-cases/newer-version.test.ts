// Records of a newer version of the app, which this version reads during a rolling deployment or after a rollback, on separate
// engines: the photo is shown, history and export work, and nothing that the newer version wrote is lost.
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { cameraPhoto } from 'odd-images/camera-photo';
import { type EnginesProcess, startEnginesProcess } from '@/dev/engines-process';
import { dynamoDbClient } from '@/lib/server/aws/clients';
import { parseEnv } from '@/lib/server/env';
import { imageIdOfKey } from '@/lib/server/profile/domain/object-keys';
import { exportResponse, imageHistoryResponse, profileResponse } from '@/lib/shared/profile-schema';
import { caller } from '@/test/profile/memory-ports';
import { type RealPorts, realPorts } from '@/test/profile/real-ports';
import { exportProfile } from './export-profile';
import { getProfile } from './get-profile';
import { issueUpload } from './issue-upload';
import { imageHistory } from './list-image-history';
import { processUpload } from './process-upload';
import { reconcile } from './reconcile-storage';
import { removeImage } from './remove-image';
import { sweep } from './sweep-images';
import { updateProfile } from './update-profile';

type Item = Record<string, unknown>;

let engines: EnginesProcess;
let dynamoDb: ReturnType<typeof dynamoDbClient>;
let tables: { usersTable: string; imagesTable: string };
let now: RealPorts;
let later: RealPorts;
let photo: Buffer;

beforeAll(async () => {
  engines = await startEnginesProcess(['http://localhost:3000'], process.cwd());
  const env = { ...process.env, ...engines.env };
  const { region, awsTimeout: timeout, dynamoDbEndpoint, usersTable, imagesTable } = parseEnv(env);
  tables = { usersTable, imagesTable };
  dynamoDb = dynamoDbClient({ region, timeout, endpoint: dynamoDbEndpoint });
  now = realPorts(env, 0);
  later = realPorts(env, 26 * 3600);
  photo = await cameraPhoto({ width: 120, height: 90, format: 'png' });
});

afterAll(async () => {
  for (const ports of [now, later]) ports.close();
  dynamoDb.destroy();
  await engines.stop();
});

async function show(userId: string): Promise<string> {
  const asked = { fileName: 'foto.png', contentType: 'image/png' as const };
  const { presignedUrl, s3Key, headers } = await issueUpload(now, userId, asked, caller(userId));
  await fetch(presignedUrl, { method: 'PUT', headers, body: new Uint8Array(photo) });
  await updateProfile(now, userId, { profileImageKey: s3Key }, caller(userId));
  return s3Key;
}

const userKey = (userId: string) => ({ userId });
const imageKey = (userId: string, key: string) => ({
  userId,
  item: `image#${imageIdOfKey(userId, key)}`,
});

async function read(TableName: string, Key: Item): Promise<Item> {
  return (await dynamoDb.send(new GetCommand({ TableName, Key, ConsistentRead: true }))).Item ?? {};
}

/** Writes an item like a newer version. */
async function write(TableName: string, Key: Item, change: (item: Item) => Item): Promise<void> {
  const Item = change(await read(TableName, Key));
  await dynamoDb.send(new PutCommand({ TableName, Item }));
}

const posterOf = (userId: string, key: string) => ({
  name: 'poster',
  key: `profiles/${userId}/${imageIdOfKey(userId, key)}/poster.avif`,
  contentType: 'image/avif',
  width: 80,
  height: 60,
});

/** Adds what a newer version might: attributes, a size in a new format, and attributes of a size. */
async function enrich(userId: string, key: string): Promise<void> {
  const poster = posterOf(userId, key);
  await now.storage.write(poster.key, photo, poster.contentType);
  const enrichFacts = (facts: Item): Item => {
    const variants = (facts.variants as Item[]).map((one) => ({ ...one, bytes: 7 }));
    return { ...facts, dominantColour: '#a0522d', variants: [...variants, poster] };
  };
  await write(tables.imagesTable, imageKey(userId, key), (item) => ({
    ...item,
    schema: 9,
    moderation: { by: 'model', score: 1 },
    proven: enrichFacts(item.proven as Item),
  }));
  await write(tables.usersTable, userKey(userId), (item) => ({
    ...item,
    theme: 'dark',
    profileImage: { ...enrichFacts(item.profileImage as Item), focus: { x: 1, y: 2 } },
  }));
}

const ADDED_FACTS = {
  dominantColour: '#a0522d',
  variants: expect.arrayContaining([
    expect.objectContaining({ name: 'thumbnail', bytes: 7 }),
    expect.objectContaining({ name: 'poster', contentType: 'image/avif', height: 60 }),
  ]),
};
const ADDED_TO_IMAGE = {
  schema: 9,
  moderation: { by: 'model', score: 1 },
  proven: expect.objectContaining(ADDED_FACTS),
};

async function found(ports: RealPorts, userId: string): Promise<string[]> {
  const told: string[] = [];
  await reconcile(ports, {
    orphans: async (objects) => void told.push(...objects.map(({ key }) => key)),
    foreign: async (keys) => void told.push(...keys),
    missing: async (key) => void told.push(key),
  });
  return told.filter((key) => key.includes(userId));
}

test('additions to a photo are shown if possible, preserved by every step, and deleted with the photo', async () => {
  const userId = 'enriched';
  const by = caller(userId);
  await now.putUser(userId);
  const key = await show(userId);
  await enrich(userId, key);
  const poster = posterOf(userId, key);
  const imageItem = () => read(tables.imagesTable, imageKey(userId, key));
  const userItem = () => read(tables.usersTable, userKey(userId));

  const profile = profileResponse.parse(await getProfile(now, userId, by));
  expect(profile).toMatchObject({ profileImageKey: key, profileImageStatus: 'shown' });
  const shownPoster = profile.profileImageVariants.find(({ name }) => name === 'poster');
  expect(shownPoster).toMatchObject({ contentType: 'image/avif', width: 80 });
  expect((await fetch(shownPoster?.url ?? '')).status).toBe(200);

  // A request for another photo and its end do not change the shown one.
  await issueUpload(now, userId, { fileName: 'b.png', contentType: 'image/png' }, by);
  await updateProfile(now, userId, { nombre: 'Eva' }, by);
  const inUser = { theme: 'dark', profileImage: expect.objectContaining(ADDED_FACTS) };
  expect(await userItem()).toMatchObject({ ...inUser, nombre: 'Eva' });
  expect((await userItem()).profileImage).toMatchObject({ focus: { x: 1, y: 2 } });

  const other = await show(userId);
  expect(await imageItem()).toMatchObject({ ...ADDED_TO_IMAGE, state: 'kept' });
  expect((await userItem()).profileImage).not.toHaveProperty('focus');
  expect((await userItem()).profileImage).not.toHaveProperty('dominantColour');
  expect(await found(later, userId)).toEqual([]);

  await updateProfile(now, userId, { profileImageKey: key }, by);
  expect(await imageItem()).toMatchObject({ ...ADDED_TO_IMAGE, state: 'shown' });
  expect(await userItem()).toMatchObject(inUser);
  await sweep(later);
  expect(await imageItem()).toMatchObject({ ...ADDED_TO_IMAGE, state: 'shown' });
  expect(await now.keys()).toContain(poster.key);

  await removeImage(now, userId, by);
  expect(await imageItem()).toMatchObject({ ...ADDED_TO_IMAGE, state: 'kept' });
  await sweep(later);
  expect(await imageItem()).toMatchObject({ schema: 9, state: 'deleted' });
  expect((await now.keys()).filter((one) => one.includes(userId))).toEqual([]);
  expect(other).not.toBe(key);
});

test('unknown states, reasons, event types and formats are returned as they are and never changed', async () => {
  const userId = 'unknown-values';
  const by = caller(userId);
  await now.putUser(userId);
  const key = await show(userId);
  const shown = await show(userId);
  await write(tables.imagesTable, imageKey(userId, key), (item) => ({
    ...item,
    state: 'archived',
    reason: 'too_old',
    contentType: 'image/avif',
  }));
  const eventId = now.newId();
  const imageId = imageIdOfKey(userId, key);
  const item = `history#${imageId}#${eventId}`;
  await write(tables.imagesTable, { userId, item }, () => ({
    userId,
    item,
    eventId,
    imageId,
    type: 'archived',
    reason: 'too_old',
    at: Math.floor(Date.now() / 1000),
    by: { userId: null, via: 'importer', address: null, client: 'cli' },
    expiresAt: Math.floor(Date.now() / 1000) + 9999,
  }));
  const before = await read(tables.imagesTable, imageKey(userId, key));

  const history = imageHistoryResponse.parse(await imageHistory(now, userId, null, by));
  const told = history.items.find((one) => one.key === key);
  expect(told).toMatchObject({ state: 'archived', reason: 'too_old', thumbnailUrl: null });
  expect(told?.events[0]).toMatchObject({ type: 'archived', reason: 'too_old', via: 'importer' });
  const exported = exportResponse.parse(await exportProfile(now, userId, by));
  expect(exported.images.find((one) => one.key === key)).toMatchObject({
    state: 'archived',
    contentType: 'image/avif',
  });
  expect(exported.events[0]).toMatchObject({ type: 'archived', via: 'importer' });

  expect(await sweep(later)).toMatchObject({ failed: 0 });
  const change = { profileImageKey: key };
  await expect(updateProfile(now, userId, change, by)).rejects.toMatchObject({
    code: 'unavailable',
  });
  expect(await found(later, userId)).toEqual([]);
  expect(await read(tables.imagesTable, imageKey(userId, key))).toEqual(before);
  expect(await getProfile(now, userId, by)).toMatchObject({ profileImageKey: shown });
});

test('an upload in an unknown format waits for a version that knows it', async () => {
  const userId = 'unknown-format';
  const by = caller(userId);
  await now.putUser(userId);
  const asked = { fileName: 'foto.png', contentType: 'image/png' as const };
  const { presignedUrl, s3Key, headers } = await issueUpload(now, userId, asked, by);
  await fetch(presignedUrl, { method: 'PUT', headers, body: new Uint8Array(photo) });
  const stored = (await now.keys()).find((key) => key.startsWith(`uploads/${userId}/`)) ?? '';
  await now.storage.write(stored, photo, 'image/avif');
  await write(tables.imagesTable, imageKey(userId, s3Key), (item) => ({
    ...item,
    contentType: 'image/avif',
  }));
  await expect(processUpload(now, stored)).rejects.toMatchObject({ code: 'unavailable' });
  expect(await getProfile(now, userId, by)).toMatchObject({ profileImageStatus: 'pending' });
  const item = await read(tables.imagesTable, imageKey(userId, s3Key));
  expect(item).toMatchObject({ state: 'issued', lease: null });
});

test('a request in an unknown state is returned as it is and kept', async () => {
  const userId = 'unknown-request';
  const by = caller(userId);
  await now.putUser(userId);
  const key = await show(userId);
  const request = {
    imageId: 'x',
    key: `profiles/${userId}/x.png`,
    state: 'queued',
    reason: 'moderation',
    place: 3,
  };
  await write(tables.usersTable, userKey(userId), (item) => ({
    ...item,
    profileImagePending: request,
  }));
  const profile = profileResponse.parse(await getProfile(now, userId, by));
  expect(profile).toMatchObject({
    profileImageKey: key,
    profileImageStatus: 'queued',
    profileImagePending: { key: request.key, reason: 'moderation' },
  });
  await updateProfile(now, userId, { nombre: 'Eva' }, by);
  expect(await read(tables.usersTable, userKey(userId))).toMatchObject({
    profileImagePending: request,
  });
});
