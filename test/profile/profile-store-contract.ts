// Contract tests of profile stores, run by the test of each adapter.
import { issueFraming, storeFraming } from '@/lib/server/profile/domain/framing-steps';
import type { Framing } from '@/lib/server/profile/domain/model';
import { framingKey, framingUploadKey } from '@/lib/server/profile/domain/object-keys';
import { remove, show } from '@/lib/server/profile/domain/photo-steps';
import { issue } from '@/lib/server/profile/domain/upload-steps';
import { rename } from '@/lib/server/profile/domain/user-row';
import { ChangeConflictError } from '@/lib/server/shared/errors';
import { caller, newUser } from './memory-ports';
import { type OpenedStore, storeFixture } from './profile-store-fixture';
import { profileStoreLinkContract } from './profile-store-link-contract';
import { profileStoreListContract } from './profile-store-list-contract';

/**
 * @param open opens a store, with a function that creates a user
 */
export function profileStoreContract(open: () => OpenedStore): void {
  const fixture = storeFixture(open());
  const { store, processed, aUser, moment, anIssuedImage, readUser, readImage } = fixture;

  test('an unknown user is null', async () => {
    expect(await store.readUser('contract-nobody')).toBeNull();
    expect(await store.readImage('contract-nobody', 'none')).toBeNull();
  });

  test('a committed change can be read: user, image and event', async () => {
    const user = await aUser();
    const [issued, image] = await anIssuedImage(user);
    expect(issued.images).toEqual({
      imageSeq: 1,
      lastIssue: { seq: 1, at: image.issuedAt },
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

  test('a removed photo leaves no attribute in the user', async () => {
    const user = await aUser();
    const [issued, image] = await anIssuedImage(user);
    await store.commit(show(issued, image, processed, null, moment(user.userId)));
    const shown = await readUser(user);
    const record = await readImage(user, image.imageId);
    await store.commit(remove(shown, record, moment(user.userId)));
    const { images } = await readUser(user);
    expect(images).toEqual({
      imageSeq: 2,
      lastIssue: { seq: 1, at: image.issuedAt },
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

  test('the source picture of an image is read as written, and the user says that there is one', async () => {
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

  profileStoreListContract(fixture);
  profileStoreLinkContract(fixture);
}
