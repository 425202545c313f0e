// Contract tests of profile stores: lasting links.
import { endLink, linkTarget, setLink } from '@/lib/server/profile/domain/link-steps';
import type { UserRecord } from '@/lib/server/profile/domain/model';
import { remove, show } from '@/lib/server/profile/domain/photo-steps';
import { ChangeConflictError } from '@/lib/server/shared/errors';
import type { StoreFixture } from './profile-store-fixture';

/** Defines the tests. */
export function profileStoreLinkContract(fixture: StoreFixture): void {
  const { store, processed, aUser, moment, anIssuedImage, readUser, readImage } = fixture;

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

  test('a link is read with the user, and its target by its token', async () => {
    const [user, token] = await aLink(await aUser());
    expect(user.images.link).toMatchObject({ token, audience: 'anyone' });
    expect(await store.readLink(token)).toEqual(linkTarget(user.images));
    expect(await store.readLink(`${token}x`)).toBeNull();
    expect(await store.readLink('')).toBeNull();
  });

  test('the commit that changes the photo changes the target of the link, which the user keeps', async () => {
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

  test('renewing a link ends the old one, and an ended link has no target', async () => {
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

  test('of two concurrent changes of a link one succeeds, and only its address works', async () => {
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
}
