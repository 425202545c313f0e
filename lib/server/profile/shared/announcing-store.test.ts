// Which changes make an event, and what it says. Everything runs through the use cases, on the in-memory adapters.
import type { PhotoChanged } from '@/lib/server/profile/domain/model';
import { backfill } from '@/lib/server/profile/use-cases/backfill-images';
import { changeLink, removeLink } from '@/lib/server/profile/use-cases/change-link';
import { getProfile, readProfile } from '@/lib/server/profile/use-cases/get-profile';
import { processUpload } from '@/lib/server/profile/use-cases/process-upload';
import { removeImage } from '@/lib/server/profile/use-cases/remove-image';
import { sweep } from '@/lib/server/profile/use-cases/sweep-images';
import { updateProfile } from '@/lib/server/profile/use-cases/update-profile';
import { withdrawUpload } from '@/lib/server/profile/use-cases/withdraw-upload';
import { IMAGE_VARIANTS } from '@/lib/shared/image-variants';
import { BAD, type World } from '@/test/profile/memory-ports';
import {
  AGENT,
  agentOf,
  agentsWorld,
  BY,
  HOUR,
  issueOne,
  putLegacyUser,
  showOne,
  uploadOne,
  writeElsewhere,
} from '@/test/profile/scenes';
import { announcingStore } from './announcing-store';

const OLD_KEY = `profiles/${AGENT}/vieja.jpg`;
const JPEG = Buffer.from([0xff, 0xd8, 0xff]);
const ORIGIN = 'https://perfil.example';

function announcingWorld(): { here: World; take(): Promise<PhotoChanged[]>; committed: string[] } {
  const base = agentsWorld();
  const committed: string[] = [];
  const store = announcingStore(base.store, base, (userId) => void committed.push(userId));
  const here = { ...base, store: { ...base.store, ...store } };
  return {
    here,
    committed,
    /** Takes the events since the last time. */
    async take() {
      const taken: PhotoChanged[] = [];
      for (;;) {
        const next = await here.outbox.readNext(AGENT);
        if (!next) return taken;
        taken.push(next.event);
        await here.outbox.remove(next);
      }
    },
  };
}

const reasons = (events: PhotoChanged[]) => events.map(({ reason }) => reason);

test('a photo that is shown: its keys, the time, and no name', async () => {
  const { here, take, committed } = announcingWorld();
  const image = await showOne(here);
  const [event, ...more] = await take();
  expect(more).toEqual([]);
  expect(committed).toEqual([AGENT]);
  const key = (name: string) => image.proven?.variants.find((one) => one.name === name)?.key;
  expect(event).toEqual({
    eventId: expect.any(String),
    userId: AGENT,
    order: (await agentOf(here)).images.rev,
    at: '2026-01-01T00:00:00.000Z',
    reason: 'shown',
    link: null,
    keys: {
      master: image.key,
      variants: Object.fromEntries(IMAGE_VARIANTS.map(({ name }) => [name, key(name)])),
    },
  });
});

test('a request, a rejected, withdrawn or expired upload, a name and another confirm change no photo', async () => {
  const { here, take } = announcingWorld();
  const { key } = await showOne(here);
  await take();
  await withdrawUpload(here, AGENT, (await issueOne(here)).key, BY);
  const bad = await uploadOne(here, BAD);
  await updateProfile(here, AGENT, { profileImageKey: bad.key }, BY).catch(() => {});
  await updateProfile(here, AGENT, { profileImageKey: key, nombre: 'Eva' }, BY);
  await issueOne(here);
  here.clock.advance(2 * HOUR);
  await sweep(here);
  await getProfile(here, AGENT, BY);
  expect(await take()).toEqual([]);
});

test('each way to change the photo, with its reason', async () => {
  const { here, take } = announcingWorld();
  const first = await showOne(here);
  const second = await showOne(here);
  await updateProfile(here, AGENT, { profileImageKey: first.key }, BY);
  await removeImage(here, AGENT, BY);
  await updateProfile(here, AGENT, { profileImageKey: second.key }, BY);
  await updateProfile(here, AGENT, { profileImageKey: null }, BY);
  const upload = await uploadOne(here);
  await processUpload(here, upload.uploadKey ?? '');
  const events = await take();
  expect(reasons(events)).toEqual([
    'shown',
    'shown',
    'restored',
    'removed',
    'restored',
    'removed',
    'shown',
  ]);
  expect(events.map(({ keys }) => keys?.master ?? null)).toEqual([
    first.key,
    second.key,
    first.key,
    null,
    second.key,
    null,
    upload.key,
  ]);
});

test('the link: on, another address, off; it is in the events of the photo too', async () => {
  const { here, take } = announcingWorld();
  const change = (audience: 'anyone' | 'team', renew: boolean) =>
    changeLink(here, AGENT, { audience, renew }, ORIGIN, BY);
  await change('team', false);
  await change('anyone', false);
  await showOne(here);
  await change('anyone', true);
  await removeLink(here, AGENT, BY);
  const events = await take();
  expect(reasons(events)).toEqual(['link_on', 'shown', 'link_renewed', 'link_off']);
  const links = events.map(({ link }) => link);
  expect(links).toEqual([
    `${ORIGIN}/f/token-1.jpg`,
    `${ORIGIN}/f/token-1.jpg`,
    `${ORIGIN}/f/token-2.jpg`,
    null,
  ]);
  expect(events.map(({ keys }) => keys !== null)).toEqual([false, true, true, true]);
});

test('what another program writes: a photo, one that is no photo, one of ours, and none', async () => {
  const { here, take } = announcingWorld();
  const ours = await showOne(here);
  await take();
  here.storage.put(OLD_KEY, JPEG, 'image/jpeg');
  writeElsewhere(here, { key: OLD_KEY });
  await getProfile(here, AGENT, BY);
  const [imported, validated] = await take();
  expect(imported).toMatchObject({
    reason: 'imported',
    keys: { master: OLD_KEY, variants: {} },
  });
  expect(validated).toMatchObject({ reason: 'validated', keys: { master: OLD_KEY } });
  expect(Object.keys(validated?.keys?.variants ?? {})).toHaveLength(IMAGE_VARIANTS.length);

  writeElsewhere(here, { key: ours.key });
  await readProfile(here, AGENT);
  const bad = `profiles/${AGENT}/mala.jpg`;
  here.storage.put(bad, BAD, 'image/jpeg');
  writeElsewhere(here, { key: bad });
  await getProfile(here, AGENT, BY);
  expect(reasons(await take())).toEqual(['restored', 'imported', 'hidden']);

  await showOne(here);
  await take();
  writeElsewhere(here, null);
  await readProfile(here, AGENT);
  const [removed] = await take();
  expect(removed).toMatchObject({ reason: 'removed', keys: null });
});

test('a backfill of legacy photos and of new sizes', async () => {
  const { here, take } = announcingWorld();
  putLegacyUser(here, OLD_KEY);
  here.storage.put(OLD_KEY, JPEG, 'image/jpeg');
  const [size, ...others] = IMAGE_VARIANTS;
  if (!size) throw new Error('no sizes');
  await backfill({ ...here, policy: { ...here.policy, imageVariants: others } });
  expect(reasons(await take())).toEqual(['imported', 'validated']);
  await backfill(here);
  const [added] = await take();
  expect(added?.reason).toBe('sizes_added');
  expect(Object.keys(added?.keys?.variants ?? {})).toContain(size.name);
});
