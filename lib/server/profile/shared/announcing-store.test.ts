// Which changes cause an event, and its content. All changes are made by use cases, on the in-memory adapters.
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
import { BAD, type MemoryPorts } from '@/test/profile/memory-ports';
import {
  AGENT,
  agentOf,
  BY,
  HOUR,
  issueOne,
  JPEG,
  memoryPortsWithAgent,
  putLegacyUser,
  showOne,
  uploadOne,
  writeElsewhere,
} from '@/test/profile/start-states';
import { announcingStore } from './announcing-store';

const OLD_KEY = `profiles/${AGENT}/vieja.jpg`;
const ORIGIN = 'https://perfil.example';

function announcingPorts(): {
  memory: MemoryPorts;
  take(): Promise<PhotoChanged[]>;
  committed: string[];
} {
  const base = memoryPortsWithAgent();
  const committed: string[] = [];
  const store = announcingStore(base.store, base, (userId) => void committed.push(userId));
  const memory = { ...base, store: { ...base.store, ...store } };
  return {
    memory,
    committed,
    /** Takes the events since the last time. */
    async take() {
      const taken: PhotoChanged[] = [];
      for (;;) {
        const next = await memory.outbox.readNext(AGENT);
        if (!next) return taken;
        taken.push(next.event);
        await memory.outbox.remove(next);
      }
    },
  };
}

const reasons = (events: PhotoChanged[]) => events.map(({ reason }) => reason);

test('the event of a shown photo has its keys and the time, and no personal name', async () => {
  const { memory, take, committed } = announcingPorts();
  const image = await showOne(memory);
  const [event, ...more] = await take();
  expect(more).toEqual([]);
  expect(committed).toEqual([AGENT]);
  const key = (name: string) => image.processed?.variants.find((one) => one.name === name)?.key;
  expect(event).toEqual({
    eventId: expect.any(String),
    userId: AGENT,
    order: (await agentOf(memory)).images.rev,
    at: '2026-01-01T00:00:00.000Z',
    reason: 'shown',
    link: null,
    keys: {
      master: image.key,
      variants: Object.fromEntries(IMAGE_VARIANTS.map(({ name }) => [name, key(name)])),
    },
  });
});

test('a request, a rejected, withdrawn or expired upload, a new name and a second confirm cause no event', async () => {
  const { memory, take } = announcingPorts();
  const { key } = await showOne(memory);
  await take();
  await withdrawUpload(memory, AGENT, (await issueOne(memory)).key, BY);
  const bad = await uploadOne(memory, BAD);
  await updateProfile(memory, AGENT, { profileImageKey: bad.key }, BY).catch(() => {});
  await updateProfile(memory, AGENT, { profileImageKey: key, nombre: 'Eva' }, BY);
  await issueOne(memory);
  memory.clock.advance(2 * HOUR);
  await sweep(memory);
  await getProfile(memory, AGENT, BY);
  expect(await take()).toEqual([]);
});

test('each change of the photo causes an event with its reason', async () => {
  const { memory, take } = announcingPorts();
  const first = await showOne(memory);
  const second = await showOne(memory);
  await updateProfile(memory, AGENT, { profileImageKey: first.key }, BY);
  await removeImage(memory, AGENT, BY);
  await updateProfile(memory, AGENT, { profileImageKey: second.key }, BY);
  await updateProfile(memory, AGENT, { profileImageKey: null }, BY);
  const upload = await uploadOne(memory);
  await processUpload(memory, upload.uploadKey ?? '');
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

test('turning the link on, renewing it and turning it off cause events; events of the photo have the link too', async () => {
  const { memory, take } = announcingPorts();
  const change = (audience: 'anyone' | 'team', renew: boolean) =>
    changeLink(memory, AGENT, { audience, renew }, ORIGIN, BY);
  await change('team', false);
  await change('anyone', false);
  await showOne(memory);
  await change('anyone', true);
  await removeLink(memory, AGENT, BY);
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

test('another program that writes the key of a photo, an invalid file, an earlier photo, or no key causes events', async () => {
  const { memory, take } = announcingPorts();
  const ours = await showOne(memory);
  await take();
  memory.storage.put(OLD_KEY, JPEG, 'image/jpeg');
  writeElsewhere(memory, { key: OLD_KEY });
  await getProfile(memory, AGENT, BY);
  const [imported, validated] = await take();
  expect(imported).toMatchObject({
    reason: 'imported',
    keys: { master: OLD_KEY, variants: {} },
  });
  expect(validated).toMatchObject({ reason: 'validated', keys: { master: OLD_KEY } });
  expect(Object.keys(validated?.keys?.variants ?? {})).toHaveLength(IMAGE_VARIANTS.length);

  writeElsewhere(memory, { key: ours.key });
  await readProfile(memory, AGENT);
  const bad = `profiles/${AGENT}/mala.jpg`;
  memory.storage.put(bad, BAD, 'image/jpeg');
  writeElsewhere(memory, { key: bad });
  await getProfile(memory, AGENT, BY);
  expect(reasons(await take())).toEqual(['restored', 'imported', 'hidden']);

  await showOne(memory);
  await take();
  writeElsewhere(memory, null);
  await readProfile(memory, AGENT);
  const [removed] = await take();
  expect(removed).toMatchObject({ reason: 'removed', keys: null });
});

test('a backfill of legacy photos and of new sizes causes events', async () => {
  const { memory, take } = announcingPorts();
  putLegacyUser(memory, OLD_KEY);
  memory.storage.put(OLD_KEY, JPEG, 'image/jpeg');
  const [size, ...others] = IMAGE_VARIANTS;
  if (!size) throw new Error('no sizes');
  await backfill({ ...memory, policy: { ...memory.policy, imageVariants: others } });
  expect(reasons(await take())).toEqual(['imported', 'validated']);
  await backfill(memory);
  const [added] = await take();
  expect(added?.reason).toBe('sizes_added');
  expect(Object.keys(added?.keys?.variants ?? {})).toContain(size.name);
});
