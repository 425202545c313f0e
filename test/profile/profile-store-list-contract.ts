// Contract tests of profile stores: reads and deletions of many records.
import type { ImageRecord } from '@/lib/server/profile/domain/model';
import { supersede } from '@/lib/server/profile/domain/upload-steps';
import type { StoreFixture } from './profile-store-fixture';

/** Defines the tests. */
export function profileStoreListContract(fixture: StoreFixture): void {
  const { store, newId, aUser, moment, anIssuedImage, readImage } = fixture;

  test('lists images newest first, page by page, without expired ones', async () => {
    let user = await aUser();
    const ids: string[] = [];
    for (let count = 0; count < 5; count++) {
      const [next, image] = await anIssuedImage(user);
      user = next;
      ids.unshift(image.imageId);
    }
    const found: string[] = [];
    let from: string | null = null;
    do {
      const page = await store.listImages(user.userId, 2, from, 0);
      found.push(...page.items.map(({ imageId }) => imageId));
      from = page.next;
    } while (from !== null);
    expect(found).toEqual(ids);

    const [newest = ''] = ids;
    const before = await readImage(user, newest);
    const after = { ...before, expiresAt: 1000, rev: before.rev + 1 };
    await store.commit({ userId: user.userId, images: [{ before, after }], events: [] });
    const left = await store.listImages(user.userId, 9, null, 1000);
    expect(left.items.map(({ imageId }) => imageId)).toEqual(ids.slice(1));
  });

  test('lists all events of a user, oldest first, without expired ones', async () => {
    const user = await aUser();
    const [issued, first] = await anIssuedImage(user);
    const [latest, second] = await anIssuedImage(issued);
    await store.commit(supersede(latest, first, moment(user.userId)));
    const all = await store.listEvents(user.userId, 0);
    expect(all.map(({ imageId, type }) => [imageId, type])).toEqual([
      [first.imageId, 'issued'],
      [second.imageId, 'issued'],
      [first.imageId, 'superseded'],
    ]);
    expect(await store.listEvents(user.userId, all[1]?.expiresAt ?? 0)).toEqual(all.slice(2));
  });

  test('lists the events of some images, oldest first, those of the newest images up to a limit', async () => {
    let user = await aUser();
    const images: ImageRecord[] = [];
    for (let count = 0; count < 4; count++) {
      const [next, image] = await anIssuedImage(user);
      user = next;
      images.unshift(image);
    }
    const oldest = images[3];
    if (!oldest) throw new Error('no image');
    await store.commit(supersede(user, oldest, moment(user.userId)));
    const typesOf = (found: Awaited<ReturnType<typeof store.listEventsOf>>) =>
      found.map(({ imageId, type }) => [images.findIndex((one) => one.imageId === imageId), type]);
    const all = await store.listEventsOf(images.slice(1), 0, 9);
    expect(typesOf(all)).toEqual([
      [3, 'issued'],
      [2, 'issued'],
      [1, 'issued'],
      [3, 'superseded'],
    ]);
    const limited = await store.listEventsOf(images.slice(1), 0, 2);
    expect(typesOf(limited)).toEqual([
      [2, 'issued'],
      [1, 'issued'],
    ]);
    expect(await store.listEventsOf(images, all[2]?.expiresAt ?? 0, 9)).toHaveLength(2);
    expect(await store.listEventsOf([], 0, 9)).toEqual([]);
  });

  test('lists only due images, longest due first', async () => {
    const user = await aUser();
    const [issued, first] = await anIssuedImage(user);
    const [, second] = await anIssuedImage(issued);
    const isOurs = ({ userId }: { userId: string }) => userId === user.userId;
    const due = await everythingDue(second.dueAt ?? 0);
    expect(due.filter(isOurs).map(({ imageId }) => imageId)).toEqual([
      first.imageId,
      second.imageId,
    ]);
    expect((await everythingDue((first.dueAt ?? 0) - 1)).filter(isOurs)).toEqual([]);
    const after = { ...first, dueAt: null, rev: first.rev + 1 };
    await store.commit({ userId: user.userId, images: [{ before: first, after }], events: [] });
    expect((await everythingDue(second.dueAt ?? 0)).filter(isOurs)).toHaveLength(1);
  });

  test('reads many records at once: those that exist, complete', async () => {
    const users = [];
    for (let count = 0; count < 3; count++) users.push((await anIssuedImage(await aUser()))[0]);
    const nobody = 'contract-nobody';
    const found = await store.readUsers([...users.map(({ userId }) => userId), nobody]);
    expect(byUser(found)).toEqual(byUser(users));
    const names = users.map(({ userId, images: { request } }) => ({
      userId,
      imageId: request?.imageId ?? '',
    }));
    const images = await Promise.all(
      users.map((user, n) => readImage(user, names[n]?.imageId ?? '')),
    );
    const absent = { userId: nobody, imageId: 'none' };
    expect(byUser(await store.readImages([...names, absent]))).toEqual(byUser(images));
    expect(await store.readImages([])).toEqual([]);
    expect(await store.readUsers([])).toEqual([]);
  });

  test('reads more records than fit one request', async () => {
    const user = await aUser();
    const names = Array.from({ length: 230 }, () => ({ userId: user.userId, imageId: newId() }));
    const [, image] = await anIssuedImage(user);
    const { userId, imageId } = image;
    const found = await store.readImages([...names, { userId, imageId }]);
    expect(found).toEqual([image]);
  });

  test('lists the images of all users, page by page, each once, and no events', async () => {
    const [first, second] = [await aUser(), await aUser()];
    const [issued, one] = await anIssuedImage(first);
    const [, two] = await anIssuedImage(issued);
    const [, three] = await anIssuedImage(second);
    const found: ImageRecord[] = [];
    let from: string | null = null;
    do {
      const page = await store.listAllImages(from);
      found.push(...page.items);
      from = page.next;
    } while (from !== null);
    const ours = found.filter(({ userId }) => [first.userId, second.userId].includes(userId));
    expect(ours).toHaveLength(3);
    expect(ours).toEqual(expect.arrayContaining([one, two, three]));
  });

  test('deletes all records of a user, however many, and none of others', async () => {
    const [user, other] = [await aUser(), await aUser()];
    let latest = user;
    for (let count = 0; count < 120; count++) [latest] = await anIssuedImage(latest);
    const [, kept] = await anIssuedImage(other);
    await store.deleteRecords(user.userId);
    expect((await store.listImages(user.userId, 9, null, 0)).items).toEqual([]);
    expect(await store.listEvents(user.userId, 0)).toEqual([]);
    expect(await readImage(other, kept.imageId)).toEqual(kept);
  });

  test('lists all users, page by page', async () => {
    const some = [await aUser(), await aUser(), await aUser()].map(({ userId }) => userId);
    const found: string[] = [];
    let from: string | null = null;
    do {
      const page = await store.listUsers(1, from);
      found.push(...page.items);
      from = page.next;
    } while (from !== null);
    expect(found).toEqual(expect.arrayContaining(some));
    expect(new Set(found).size).toBe(found.length);
  });

  function byUser<Item extends { userId: string }>(items: Item[]): Item[] {
    return items.toSorted((a, b) => (a.userId < b.userId ? -1 : 1));
  }

  async function everythingDue(now: number) {
    const found = [];
    let from: string | null = null;
    do {
      const page = await store.listDue(now, 1, from);
      found.push(...page.items);
      from = page.next;
    } while (from !== null);
    return found;
  }
}
