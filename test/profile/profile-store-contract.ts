// Contract tests of profile stores, run by the test of each adapter.

import { issueFraming, storeFraming } from '@/lib/server/profile/domain/framing-steps';
import type { Moment } from '@/lib/server/profile/domain/image-life';
import { endLink, linkTarget, setLink } from '@/lib/server/profile/domain/link-steps';
import type { Framing, ImageRecord, UserRecord } from '@/lib/server/profile/domain/model';
import {
  framingKey,
  framingUploadKey,
  profileKey,
  uploadKey,
} from '@/lib/server/profile/domain/object-keys';
import { remove, show } from '@/lib/server/profile/domain/photo-steps';
import { issue, supersede } from '@/lib/server/profile/domain/upload-steps';
import { rename } from '@/lib/server/profile/domain/user-row';
import type { ProfileStore } from '@/lib/server/profile/ports';
import { ChangeConflictError } from '@/lib/server/shared/errors';
import { caller, memoryPorts, newUser } from './memory-ports';

/**
 * @param open opens a store, with a function that creates a user
 */
export function profileStoreContract(
  open: () => { store: ProfileStore; putUser(user: UserRecord): Promise<void> | void },
): void {
  const { newId, clock, policy } = memoryPorts();
  const { store, putUser } = open();
  const processed = { width: 10, height: 10, variants: [], placeholder: 'AAAA' };
  let users = 0;

  async function aUser(): Promise<UserRecord> {
    users += 1;
    const user = newUser(`contract-${process.pid}-${Date.now()}-${users}`);
    await putUser(user);
    return user;
  }

  function moment(userId: string): Moment {
    clock.advance(1);
    const now = clock.now().getTime() / 1000;
    return { now, actor: caller(userId), newId, ...policy };
  }

  async function anIssuedImage(user: UserRecord): Promise<[UserRecord, ImageRecord]> {
    const when = moment(user.userId);
    const imageId = newId();
    const asked = {
      imageId,
      key: profileKey(user.userId, imageId, 'image/png'),
      uploadKey: uploadKey(user.userId, imageId, 'image/png'),
      contentType: 'image/png' as const,
      fileName: 'foto.png',
      declaredSize: null,
      declaredSha256: null,
    };
    await store.commit(issue(user, asked, when));
    return [await readUser(user), await readImage(user, imageId)];
  }

  async function readUser({ userId }: UserRecord): Promise<UserRecord> {
    const user = await store.readUser(userId);
    if (!user) throw new Error(`no user ${userId}`);
    return user;
  }

  async function readImage({ userId }: UserRecord, imageId: string): Promise<ImageRecord> {
    const image = await store.readImage(userId, imageId);
    if (!image) throw new Error(`no image ${imageId}`);
    return image;
  }

  test('an unknown user is null', async () => {
    expect(await store.readUser('contract-nobody')).toBeNull();
    expect(await store.readImage('contract-nobody', 'none')).toBeNull();
  });

  test('a committed change can be read: user, image and event', async () => {
    const user = await aUser();
    const [issued, image] = await anIssuedImage(user);
    expect(issued.images).toEqual({
      imageSeq: 1,
      link: null,
      rev: 1,
      newest: {
        key: image.key,
        contentType: 'image/png',
        fileName: 'foto.png',
        updatedAt: image.issuedAt,
      },
      shown: null,
      request: {
        imageId: image.imageId,
        key: image.key,
        state: 'pending',
        reason: null,
        namedUntil: image.issuedAt + 310,
      },
    });
    await store.commit(
      show(issued, image, processed, null, moment(user.userId), { nombre: 'Eva' }),
    );
    const shown = await readUser(user);
    expect(shown.nombre).toBe('Eva');
    expect(shown.apellido).toBe(user.apellido);
    expect(shown.images.shown).toMatchObject({ imageId: image.imageId, processed });
    expect(await readImage(user, image.imageId)).toMatchObject({
      state: 'shown',
      processed,
      rev: 2,
    });
    const events = await store.listEvents(user.userId, 0);
    expect(events.map(({ type }) => type)).toEqual(['issued', 'shown']);
    expect(events[0]?.by).toEqual(caller(user.userId));
  });

  test('a removed photo leaves no trace in the user', async () => {
    const user = await aUser();
    const [issued, image] = await anIssuedImage(user);
    await store.commit(show(issued, image, processed, null, moment(user.userId)));
    const shown = await readUser(user);
    const record = await readImage(user, image.imageId);
    await store.commit(remove(shown, record, moment(user.userId)));
    const { images } = await readUser(user);
    expect(images).toEqual({
      imageSeq: 2,
      rev: 3,
      newest: null,
      shown: null,
      request: null,
      link: null,
    });
  });

  test('a change based on an older user is rejected completely', async () => {
    const user = await aUser();
    const [issued, first] = await anIssuedImage(user);
    await anIssuedImage(issued);
    const late = show(issued, first, processed, null, moment(user.userId), { nombre: 'Eva' });
    await expect(store.commit(late)).rejects.toThrow(ChangeConflictError);
    expect((await readUser(user)).nombre).toBe(user.nombre);
    expect(await readImage(user, first.imageId)).toEqual(first);
    expect(await store.listEvents(user.userId, 0)).toHaveLength(2);
  });

  test('a change based on an older image is rejected completely', async () => {
    const user = await aUser();
    const [issued, image] = await anIssuedImage(user);
    const stale = { ...image, rev: image.rev - 1 };
    const change = show(issued, stale, processed, null, moment(user.userId));
    await expect(store.commit(change)).rejects.toThrow(ChangeConflictError);
    expect(await readUser(user)).toEqual(issued);
  });

  test('an image or an event is created only once', async () => {
    const user = await aUser();
    const [issued, image] = await anIssuedImage(user);
    const again = issue(issued, image, moment(user.userId));
    await expect(store.commit(again)).rejects.toThrow(ChangeConflictError);
  });

  test('a change does not create an unknown user', async () => {
    const change = rename('contract-nobody', { nombre: 'Eva' });
    await expect(store.commit(change)).rejects.toThrow(ChangeConflictError);
    expect(await store.readUser('contract-nobody')).toBeNull();
  });

  test('a user is created once and never overwritten', async () => {
    const user = newUser(`contract-${process.pid}-${Date.now()}-made`);
    await store.createUser(user);
    expect(await readUser(user)).toEqual(user);
    const [issued] = await anIssuedImage(user);
    await store.createUser({ ...user, nombre: 'Otra', email: 'otra@polizalab.test' });
    expect(await readUser(user)).toEqual(issued);
  });

  test('of eight concurrent creations of a user, one takes effect and none fails', async () => {
    const user = newUser(`contract-${process.pid}-${Date.now()}-raced`);
    const names = Array.from({ length: 8 }, (_, index) => `Ana ${index}`);
    await Promise.all(names.map((nombre) => store.createUser({ ...user, nombre })));
    expect(names).toContain((await readUser(user)).nombre);
  });

  test('a caller who has been signed out cannot change anything, until they sign in again', async () => {
    const user = await aUser();
    const change = (nombre: string, ifSignedInAt: number) =>
      store.commit({
        ...rename(user.userId, { nombre }),
        user: { names: { nombre }, ifSignedInAt },
      });
    await change('Eva', 0);
    const ended = { sessionsValidFrom: 5000, ifSignedInAt: 4000 };
    await store.commit({ userId: user.userId, user: ended, images: [], events: [] });
    expect((await readUser(user)).sessionsValidFrom).toBe(5000);
    await expect(change('Intruso', 4999)).rejects.toThrow(ChangeConflictError);
    expect((await readUser(user)).nombre).toBe('Eva');
    await change('Sofía', 5000);
    expect((await readUser(user)).nombre).toBe('Sofía');
  });

  test('of eight concurrent changes based on the same state, one is accepted', async () => {
    const user = await aUser();
    const attempts = Array.from({ length: 8 }, () => anIssuedImage(user));
    const outcomes = await Promise.allSettled(attempts);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await readUser(user)).images.imageSeq).toBe(1);
  });

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

  let tokens = 0;
  async function aLink(user: UserRecord, renew = false): Promise<[UserRecord, string]> {
    const newToken = () => {
      tokens += 1;
      return `${user.userId}-token-${tokens}`;
    };
    const asked = { audience: 'anyone', renew, origin: 'https://app.example', newToken } as const;
    const change = setLink(user, asked, moment(user.userId));
    if (!change) throw new Error('no change of the link');
    await store.commit(change);
    const after = await readUser(user);
    return [after, after.images.link?.token ?? ''];
  }

  test('a link is read with the user, and followed by its token', async () => {
    const [user, token] = await aLink(await aUser());
    expect(user.images.link).toMatchObject({ token, audience: 'anyone' });
    expect(await store.readLink(token)).toEqual(linkTarget(user.images));
    expect(await store.readLink(`${token}x`)).toBeNull();
    expect(await store.readLink('')).toBeNull();
  });

  test('a link leads elsewhere after the commit that changes the photo, and stays with the user', async () => {
    const [user, token] = await aLink(await aUser());
    const [issued, image] = await anIssuedImage(user);
    const before = await store.readLink(token);
    await store.commit(show(issued, image, processed, null, moment(user.userId)));
    const shown = await readUser(user);
    expect(await store.readLink(token)).toMatchObject({ small: image.key, large: image.key });
    expect(shown.images.link).toEqual(user.images.link);
    expect(shown.images.shown).not.toHaveProperty('link');
    const record = await readImage(user, image.imageId);
    await store.commit(remove(shown, record, moment(user.userId)));
    expect(await store.readLink(token)).toEqual(before);
    expect((await readUser(user)).images).toMatchObject({ shown: null, link: user.images.link });
  });

  test('a renewed link ends the old one, and an ended one leads nowhere', async () => {
    const [user, old] = await aLink(await aUser());
    const [renewed, token] = await aLink(user, true);
    expect(await store.readLink(old)).toBeNull();
    expect(await store.readLink(token)).not.toBeNull();
    const change = endLink(renewed, moment(user.userId));
    if (!change) throw new Error('no change of the link');
    await store.commit(change);
    expect(await store.readLink(token)).toBeNull();
    expect((await readUser(user)).images.link).toBeNull();
  });

  test('of two changes of a link only one succeeds, and the link leads by that one', async () => {
    const user = await aUser();
    const [, token] = await aLink(user);
    await expect(aLink(user)).rejects.toThrow(ChangeConflictError);
    expect(await store.readLink(token)).not.toBeNull();
  });

  test('a link can be deleted without its user, twice', async () => {
    const [{ userId }, token] = await aLink(await aUser());
    await store.deleteUser(userId);
    const hash = await store.deleteLink(userId);
    if (hash === null) throw new Error('no link');
    expect(await store.readLink(token)).toBeNull();
    expect(await store.hasLink(hash)).toBe(false);
    expect(await store.deleteLink(userId)).toBe(hash);
    await store.deleteRecords(userId);
    expect(await store.deleteLink(userId)).toBeNull();
  });

  test('the picture that an image was framed from is read as written, and the user says that there is one', async () => {
    const user = await aUser();
    const [issued, image] = await anIssuedImage(user);
    await store.commit(show(issued, image, processed, null, moment(user.userId)));
    const framing: Framing = {
      key: framingKey(image),
      uploadKey: framingUploadKey(image),
      contentType: 'image/webp',
      size: 123_456,
      sha256: 'n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg=',
      width: 1600,
      height: 901,
      crop: { x: 0.1234567890123, y: 1 / 3, zoom: 1.05, turns: 3, straighten: -44.5 },
      issuedAt: 1_700_000_000,
      isStored: false,
    };
    const shown = await readImage(user, image.imageId);
    await store.commit(issueFraming(shown, framing, framing.issuedAt));
    const requested = await readImage(user, image.imageId);
    expect(requested).toMatchObject({ framing, state: 'shown', rev: shown.rev + 1 });
    expect((await readUser(user)).images.shown).not.toHaveProperty('isFramed');
    await expect(
      store.commit(issueFraming(shown, framing, framing.issuedAt)),
    ).rejects.toBeInstanceOf(ChangeConflictError);
    await store.commit(storeFraming(await readUser(user), requested));
    const stored = { framing: { ...framing, isStored: true } };
    expect(await readImage(user, image.imageId)).toMatchObject(stored);
    expect((await readUser(user)).images.shown).toMatchObject({ isFramed: true, processed });
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
