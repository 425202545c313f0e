// GET /api/profile/export: everything stored about the user, in one document.

import type { Framing, ImageRecord } from '@/lib/server/profile/domain/model';
import type { UserPorts } from '@/lib/server/profile/ports';
import { findUser } from '@/lib/server/profile/shared/find-user';
import { framingLink } from '@/lib/server/profile/shared/framing-link';
import { linkView } from '@/lib/server/profile/shared/profile-view';
import { variantLinks } from '@/lib/server/profile/shared/variant-links';
import type { Actor } from '@/lib/server/shared/caller';
import { unixTime } from '@/lib/server/shared/clock';
import { pickPerson } from '@/lib/shared/person-fields';
import type { ExportResponse } from '@/lib/shared/profile-schema';
import { URL_LIFETIME_SECONDS } from '@/lib/shared/upload-policy';

const BATCH = 100;

/**
 * Collects the fields of the user, every image and every event; presigned URLs lead to the files.
 * @throws ProfileError `user_not_found`
 * @throws UnavailableError
 */
export async function exportProfile(
  ports: UserPorts,
  userId: string,
  actor: Actor,
): Promise<ExportResponse> {
  const user = await findUser(ports, userId, actor);
  const exportedAt = unixTime(ports.clock);
  const images = await allImages(ports, userId, exportedAt);
  const events = await ports.store.listEvents(userId, exportedAt);
  const keys = new Map(images.map(({ imageId, key }) => [imageId, key]));
  return {
    exportedAt,
    user: {
      userId,
      email: user.email,
      ...pickPerson(user),
      createdAt: user.createdAt,
      sessionsValidFrom: user.sessionsValidFrom || null,
      profileImageLink: linkView(user.images),
    },
    images: await Promise.all(images.map((image) => exportImage(ports, image))),
    events: events.toReversed().map((event) => ({
      type: event.type,
      at: event.at,
      reason: event.reason,
      via: event.by.via,
      key: keys.get(event.imageId) ?? null,
      address: event.by.address,
      privacyNotice: event.privacyNotice ?? null,
      forgottenAt: event.expiresAt,
    })),
    expiresIn: URL_LIFETIME_SECONDS,
  };
}

async function exportImage(
  { signer }: Pick<UserPorts, 'signer'>,
  image: ImageRecord,
): Promise<ExportResponse['images'][number]> {
  const { key, state, reason, contentType, fileName, issuedAt, processed, framing } = image;
  const viewed = state === 'shown' || state === 'kept' ? processed : null;
  return {
    key,
    state,
    reason,
    contentType,
    fileName,
    issuedAt,
    declaredSize: image.declaredSize,
    declaredSha256: image.declaredSha256,
    width: processed?.width ?? null,
    height: processed?.height ?? null,
    placeholder: processed?.placeholder ?? null,
    restorableUntil: state === 'kept' ? image.dueAt : null,
    forgottenAt: image.expiresAt,
    url: viewed && (await signer.presignGet(key, contentType)),
    variants: await variantLinks(signer, viewed?.variants ?? []),
    framing: viewed && framing?.isStored ? await exportFraming(signer, framing) : null,
  };
}

async function exportFraming(
  signer: UserPorts['signer'],
  framing: Framing,
): Promise<ExportResponse['images'][number]['framing']> {
  const { key, contentType, size, width, height, crop } = framing;
  const url = await framingLink(signer, framing);
  return { key, contentType, size, width, height, crop, url };
}

async function allImages(ports: UserPorts, userId: string, now: number): Promise<ImageRecord[]> {
  const images: ImageRecord[] = [];
  let from: string | null = null;
  do {
    const page = await ports.store.listImages(userId, BATCH, from, now);
    images.push(...page.items);
    from = page.next;
  } while (from !== null);
  return images;
}
