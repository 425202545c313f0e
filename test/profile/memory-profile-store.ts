// The profile store in memory, for tests. It passes the same contract tests as the DynamoDB adapter.

import { linkTarget } from '@/lib/server/profile/domain/link-steps';
import type {
  Change,
  ImageEvent,
  ImageRecord,
  LinkTarget,
  NewestImage,
  UserRecord,
} from '@/lib/server/profile/domain/model';
import type { ProfileStore } from '@/lib/server/profile/ports';
import { ChangeConflictError } from '@/lib/server/shared/errors';
import { memoryOutbox } from './memory-outbox';

export interface MemoryProfileStore extends ProfileStore {
  putUser(user: UserRecord): void;
  /** Writes the four attributes of a row like another program, and leaves the others. Null removes them. */
  writeElsewhere(userId: string, newest: NewestImage | null): void;
  images(): ImageRecord[];
  events(): ImageEvent[];
}

/** Page size of the listing of all images. */
const PAGE = 2;

/** @param outbox where commits add their events */
export function memoryProfileStore(outbox = memoryOutbox()): MemoryProfileStore {
  const users = new Map<string, UserRecord>();
  const images = new Map<string, ImageRecord>();
  const events = new Map<string, ImageEvent>();
  /** Where each link leads, by token, and the link that each user had last. */
  const targets = new Map<string, LinkTarget>();
  const links = new Map<string, string>();
  const nameOf = (userId: string, imageId: string) => JSON.stringify([userId, imageId]);

  function requireUnchanged(change: Change): void {
    const stored = users.get(change.userId);
    const basedOn = change.user?.images?.before;
    const holds =
      (!change.user || stored !== undefined) &&
      (stored?.sessionsValidFrom ?? 0) <= (change.user?.ifSignedInAt ?? Number.POSITIVE_INFINITY) &&
      (!basedOn ||
        (stored?.images.rev === basedOn.rev &&
          stored.images.newest?.key === basedOn.newest?.key)) &&
      change.images.every(
        ({ before, after }) => images.get(nameOf(after.userId, after.imageId))?.rev === before?.rev,
      ) &&
      change.events.every(({ eventId }) => !events.has(eventId));
    if (!holds) throw new ChangeConflictError('The change is based on an outdated record');
  }

  return {
    putUser: (user) => void users.set(user.userId, structuredClone(user)),
    writeElsewhere(userId, newest) {
      const user = users.get(userId);
      if (!user) throw new Error(`There is no user ${userId}`);
      users.set(userId, structuredClone({ ...user, images: { ...user.images, newest } }));
    },
    images: () => structuredClone([...images.values()]),
    events: () => structuredClone([...events.values()]),

    readUser: async (userId) => structuredClone(users.get(userId) ?? null),

    async createUser(user) {
      if (!users.has(user.userId)) users.set(user.userId, structuredClone(user));
    },

    readImage: async (userId, imageId) =>
      structuredClone(images.get(nameOf(userId, imageId)) ?? null),

    async commit(change) {
      requireUnchanged(change);
      const user = users.get(change.userId);
      if (user && change.user) {
        const { names, images: of, sessionsValidFrom = user.sessionsValidFrom } = change.user;
        const changed = { ...user, ...names, sessionsValidFrom, ...(of && { images: of.after }) };
        users.set(change.userId, structuredClone(changed));
      }
      for (const { after } of change.images) {
        images.set(nameOf(after.userId, after.imageId), structuredClone(after));
      }
      for (const event of change.events) events.set(event.eventId, structuredClone(event));
      if (change.photoChanged) outbox.add(change.photoChanged);
      if (change.endedLink) targets.delete(change.endedLink.token);
      const { before, after } = change.user?.images ?? {};
      const target = after && linkTarget(after);
      if (!before || !after?.link || !target) return;
      targets.set(after.link.token, target);
      links.set(change.userId, after.link.token);
    },

    async listImages(userId, limit, from, now) {
      const found = [...images.values()]
        .filter((image) => image.userId === userId && (from === null || image.imageId < from))
        .filter(({ expiresAt }) => expiresAt === null || expiresAt > now)
        .sort((a, b) => (a.imageId < b.imageId ? 1 : -1));
      const items = structuredClone(found.slice(0, limit));
      return { items, next: found.length > limit ? (items.at(-1)?.imageId ?? null) : null };
    },

    async listEvents(userId, now) {
      const found = [...events.values()]
        .filter((event) => event.userId === userId && event.expiresAt > now)
        .sort((a, b) => (a.eventId < b.eventId ? -1 : 1));
      return structuredClone(found);
    },

    async listEventsOf(page, now, limit) {
      const names = new Set(page.map(({ userId, imageId }) => nameOf(userId, imageId)));
      const found = [...events.values()]
        .filter(({ userId, imageId }) => names.has(nameOf(userId, imageId)))
        .filter(({ expiresAt }) => expiresAt > now)
        .sort((a, b) => (a.imageId + a.eventId < b.imageId + b.eventId ? 1 : -1))
        .slice(0, limit)
        .sort((a, b) => (a.eventId < b.eventId ? -1 : 1));
      return structuredClone(found);
    },

    async listDue(now, limit, from) {
      const found = [...images.values()]
        .flatMap((image) => (image.dueAt === null ? [] : [{ ...image, dueAt: image.dueAt }]))
        .filter(({ dueAt }) => dueAt <= now)
        .map((image) => ({ ...image, place: placeOf(image) }))
        .filter(({ place }) => from === null || place > from)
        .sort((a, b) => (a.place < b.place ? -1 : 1));
      const page = found.slice(0, limit);
      const items = page.map(({ userId, imageId }) => ({ userId, imageId }));
      return { items, next: found.length > limit ? (page.at(-1)?.place ?? null) : null };
    },

    readImages: async (names) =>
      structuredClone(
        names.flatMap(({ userId, imageId }) => images.get(nameOf(userId, imageId)) ?? []),
      ),

    readUsers: async (userIds) =>
      structuredClone(userIds.flatMap((userId) => users.get(userId) ?? [])),

    async listAllImages(from) {
      const names = [...images.keys()].sort().filter((name) => from === null || name > from);
      const page = names.slice(0, PAGE);
      return {
        items: structuredClone(page.flatMap((name) => images.get(name) ?? [])),
        next: names.length > PAGE ? (page.at(-1) ?? null) : null,
      };
    },

    readLink: async (token) => structuredClone(targets.get(token) ?? null),

    async deleteLink(userId) {
      const token = links.get(userId) ?? null;
      if (token !== null) targets.delete(token);
      return token;
    },

    hasLink: async (token) => targets.has(token),

    async deleteUser(userId, erased) {
      const user = users.get(userId);
      const hasRecords = [...images.values()].some((image) => image.userId === userId);
      if (erased) outbox.erase(erased, user ? user.images.rev > 0 : hasRecords && 'unless told');
      users.delete(userId);
    },

    async deleteRecords(userId) {
      for (const [name, image] of images) if (image.userId === userId) images.delete(name);
      for (const [id, event] of events) if (event.userId === userId) events.delete(id);
      links.delete(userId);
    },

    async listUsers(limit, from) {
      const ids = [...users.keys()].sort().filter((userId) => from === null || userId > from);
      const items = ids.slice(0, limit);
      return { items, next: ids.length > limit ? (items.at(-1) ?? null) : null };
    },
  };
}

/** The sort key of a due image, as a string. */
function placeOf({ dueAt, userId, imageId }: ImageRecord): string {
  return `${String(dueAt).padStart(12, '0')} ${userId} ${imageId}`;
}
