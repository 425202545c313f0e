// Start states of the contract tests of profile stores: users and issued images in the store under test.
import type { Moment } from '@/lib/server/profile/domain/image-life';
import type { ImageRecord, UserRecord } from '@/lib/server/profile/domain/model';
import { profileKey, uploadKey } from '@/lib/server/profile/domain/object-keys';
import { issue } from '@/lib/server/profile/domain/upload-steps';
import type { ProfileStore } from '@/lib/server/profile/ports';
import { caller, memoryPorts, newUser } from './memory-ports';

export interface OpenedStore {
  store: ProfileStore;
  putUser(user: UserRecord): Promise<void> | void;
}

export type StoreFixture = ReturnType<typeof storeFixture>;

/** Returns functions that create and read records of the store. */
export function storeFixture(opened: OpenedStore) {
  const { newId, clock, policy } = memoryPorts();
  const { store, putUser } = opened;
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

  return {
    store,
    putUser,
    newId,
    clock,
    processed,
    aUser,
    moment,
    anIssuedImage,
    readUser,
    readImage,
  };
}
