// Composition root: environment -> adapters -> use cases. Only this file knows which adapter implements which port. The clients
// are those of compose-engines.ts.
import 'server-only';
import { randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { v7 as uuidv7 } from 'uuid';
import type { IssueFramingRequest } from '@/lib/shared/framing-schema';
import { IMAGE_VARIANTS } from '@/lib/shared/image-variants';
import type { QrTarget } from '@/lib/shared/kit-schema';
import type { LinkRequest } from '@/lib/shared/link-schema';
import type { IssueUploadRequest, UpdateProfileRequest } from '@/lib/shared/profile-schema';

import { plainDynamoDbClient, type Service, s3Client } from './aws/clients';
import { cloudFrontUrlSigner } from './aws/cloudfront-url-signer';
import { dynamoOutbox } from './aws/dynamo-outbox';
import { dynamoPhoneCodes } from './aws/dynamo-phone-codes';
import { dynamoProfileStore } from './aws/dynamo-profile-store';
import { dynamoRateLimiter } from './aws/dynamo-rate-limiter';
import { s3ImageStorage } from './aws/s3-image-storage';
import { s3UrlSigner } from './aws/s3-url-signer';
import { serverClock } from './aws/server-clock';
import { engines } from './compose-engines';
import { type EngineEnv, engineEnv, env, imageChildEnv } from './env';
import { drawInitials } from './images/draw-initials';
import { childLimits } from './images/image-child';
import { imageChildren } from './images/image-children';
import { imageGate } from './images/image-gate';
import type { CardFormat } from './kit/card-format';
import type { VCardVersion } from './kit/vcard';
import { imageIdOfKey } from './profile/domain/object-keys';
import type { EventPorts, ListedObject, Ports, SendEvent } from './profile/ports';
import { announcingStore } from './profile/shared/announcing-store';
import { callerStore, nullIfSignedOut } from './profile/shared/caller-store';
import type { Run } from './profile/shared/in-parallel';
import { userLocks } from './profile/shared/user-lock';
import { type BackfillReport, backfill } from './profile/use-cases/backfill-images';
import { changeLink, removeLink } from './profile/use-cases/change-link';
import { confirmFraming } from './profile/use-cases/confirm-framing';
import { deliverQuietly } from './profile/use-cases/deliver-events';
import { downloadImage } from './profile/use-cases/download-image';
import { endSessions } from './profile/use-cases/end-sessions';
import { eraseOwnData } from './profile/use-cases/erase-own-data';
import { type ErasureProgress, eraseUser } from './profile/use-cases/erase-user';
import { exportArchive } from './profile/use-cases/export-archive';
import { exportProfile } from './profile/use-cases/export-profile';
import { followLink } from './profile/use-cases/follow-link';
import { getFraming } from './profile/use-cases/get-framing';
import { getProfile, readProfile } from './profile/use-cases/get-profile';
import { issueFraming } from './profile/use-cases/issue-framing';
import { issueUpload } from './profile/use-cases/issue-upload';
import { imageHistory } from './profile/use-cases/list-image-history';
import { makeCard } from './profile/use-cases/make-card';
import { makeQr } from './profile/use-cases/make-qr';
import { makeVCard } from './profile/use-cases/make-vcard';
import { createPhoneCode, endPhoneCode, phoneCodeState } from './profile/use-cases/phone-code';
import { confirmFramingOnPhone, issueFramingOnPhone } from './profile/use-cases/phone-framing';
import {
  confirmOnPhone,
  findPhoneCode,
  issueOnPhone,
  openPhoneCode,
} from './profile/use-cases/phone-upload';
import { processUpload } from './profile/use-cases/process-upload';
import {
  deleteOrphans,
  type Findings,
  type ReconcileRun,
  reconcile,
} from './profile/use-cases/reconcile-storage';
import { type Claims, registerUser } from './profile/use-cases/register-user';
import { removeImage } from './profile/use-cases/remove-image';
import { type SweepRun, sweep } from './profile/use-cases/sweep-images';
import { updateProfile } from './profile/use-cases/update-profile';
import { withdrawUpload } from './profile/use-cases/withdraw-upload';
import type { Actor, Caller } from './shared/caller';
import type { Clock } from './shared/clock';
import { startAfterResponse, withinDeadline } from './shared/deadline';
import { workTimes } from './shared/work-times';
import { otelCounts } from './telemetry/counters';
import { jsonLog } from './telemetry/log';
import { webhookSender } from './webhook/webhook';

/** A user as the local sign-in needs it. */
export interface Agent {
  id: string;
  email: string;
  name: string;
}

/** Built by dev/bundle-image-child.mjs, which next.config.mjs calls; the Lambda functions have it at the same path. */
const IMAGE_CHILD = join(/* turbopackIgnore: true */ process.cwd(), 'dist', 'image-child.mjs');

const clock: Clock = {
  now: () => new Date(),
  sleep: (milliseconds, signal) =>
    setTimeout(milliseconds, undefined, { signal }).catch((error) => {
      if (!signal?.aborted) throw error;
    }),
};

/** The use cases of this process. */
export type App = ReturnType<typeof compose>;
/** The use cases of a caller. They require that the caller's sign-in is still valid. */
export type CallerApp = ReturnType<App['forCaller']>;
/** The use cases of a phone with a code. */
export type PhoneApp = Awaited<ReturnType<App['forPhone']>>;

let composed: App | undefined;

/** Returns the use cases of this process, with the adapters that the environment configures. */
export function app(): App {
  composed ??= compose();
  return composed;
}

function compose() {
  const { bucket, ...settings } = engineEnv();
  const { service, s3, dynamoDb } = engines();
  const s3ForBrowsers = s3Client({ ...service, endpoint: settings.s3PublicEndpoint });
  const { ownsUsers } = settings;
  const tables = { users: settings.usersTable, images: settings.imagesTable };
  const log = jsonLog(settings.logLevel);
  const times = workTimes(settings.requestTimeout);
  const signingClock = serverClock(clock, [dynamoDb, s3]);
  const s3Signer = s3UrlSigner(s3ForBrowsers, bucket, signingClock);
  const store = dynamoProfileStore(dynamoDb, tables, clock, ownsUsers);
  const send = eventSender(settings, service);
  const events = send && { outbox: dynamoOutbox(dynamoDb, tables.images, clock), send };
  const ports: Ports = {
    store: events ? announcing(store, { newId: uuidv7, clock, log, events }) : store,
    events,
    storage: s3ImageStorage(s3, bucket, times.write),
    // PUTs and downloads lead to the bucket: a distribution takes no uploads, and may ignore the name of a download.
    signer: {
      ...s3Signer,
      ...(settings.cloudFront && cloudFrontUrlSigner(settings.cloudFront, signingClock)),
    },
    validateImage: imageChildren({
      entry: IMAGE_CHILD,
      env: imageChildEnv(),
      limits: childLimits(times.decode),
    }).validateImage,
    imageGate: imageGate(availableParallelism()),
    clock,
    withUserLock: userLocks(),
    newId: uuidv7,
    newToken: () => randomBytes(16).toString('base64url'),
    drawInitials,
    phoneCodes: dynamoPhoneCodes(dynamoDb, settings.imagesTable, clock),
    log,
    counts: otelCounts(),
    policy: {
      imageRetention: settings.imageRetention,
      auditRetention: settings.auditRetention,
      openUploads: settings.openUploads,
      ownsUsers,
      imageVariants: IMAGE_VARIANTS,
      times,
    },
  };
  return {
    log,
    rateLimiter: dynamoRateLimiter(
      plainDynamoDbClient({ ...service, endpoint: settings.dynamoDbEndpoint }),
      settings.rateLimitsTable,
    ),
    /** How long a replaced or removed image can be restored. */
    imageRetentionHours: settings.imageRetention / 3600,
    /** @param address the network address of the caller, for the audit trail */
    forCaller: (caller: Caller, address: string | null = null) =>
      callerApp(ports, caller, address, settings.requestTimeout),
    /** @throws ProfileError `phone_code_ended` */
    forPhone: (code: string, address: string | null) => phoneApp(ports, code, address),
    /** Creates the user on the first sign-in. */
    registerUser: (claims: Claims) => registerUser(ports, claims),
    /** Finds where a lasting link leads, for a picture of a size in pixels. */
    followLink: (token: string, side: number, isSignedIn: () => Promise<boolean>) =>
      followLink(ports, token, side, isSignedIn),
    /** For S3 events: processes the upload at a key. */
    processUpload: (key: string) => processUpload(ports, key),
    sweep: (run?: SweepRun) => sweep(ports, run),
    /** Validates legacy images and creates missing sizes. */
    backfill: (run?: Run<BackfillReport>) => backfill(ports, run),
    /** Compares bucket and tables. */
    reconcile: (findings: Findings, run?: ReconcileRun) => reconcile(ports, findings, run),
    /** Deletes the orphans that `reconcile` found. */
    deleteOrphans: (orphans: ListedObject[]) => deleteOrphans(ports, orphans),
    /** Deletes everything stored about a user. */
    eraseUser: (userId: string, run?: Run<ErasureProgress>) => eraseUser(ports, userId, run),
    async findAgent(userId: string): Promise<Agent | null> {
      const user = await ports.store.readUser(userId);
      return user && { id: userId, email: user.email, name: `${user.nombre} ${user.apellido}` };
    },
  };
}

/** The receiver of events; undefined without one. The client of EventBridge is loaded with the first event. */
function eventSender(
  { eventBusName, webhook }: Pick<EngineEnv, 'eventBusName' | 'webhook'>,
  service: Service,
): SendEvent | undefined {
  if (eventBusName === undefined) return webhook && webhookSender(webhook, clock);
  let sender: Promise<{ send: SendEvent }> | undefined;
  return async (event) => {
    sender ??= import('./aws/event-bus').then((bus) => bus.eventBusSender(service, eventBusName));
    return (await sender).send(event);
  };
}

/** Events of a request are delivered after its response, all others by the next sweep. */
function announcing(
  store: Ports['store'],
  ports: Pick<Ports, 'newId' | 'clock' | 'log'> & { events: EventPorts },
): Ports['store'] {
  return announcingStore(store, ports, (userId) =>
    startAfterResponse(() => deliverQuietly(ports, userId)),
  );
}

function callerApp(
  allPorts: Ports,
  caller: Caller,
  address: string | null,
  requestTimeout: number,
) {
  const { userId } = caller;
  const actor: Actor = { userId, via: 'api', address };
  const store = callerStore(allPorts.store, caller, allPorts.clock);
  const ports = { ...allPorts, store };
  // Pages have no wrapper as route handlers have, so the calls they make set the deadline themselves.
  const inTime = <T>(work: () => Promise<T>) => withinDeadline(requestTimeout, work);
  return {
    /** For a page; null if there is no such user, or the caller has been signed out. */
    readProfile: () => inTime(() => nullIfSignedOut(readProfile(ports, userId))),
    /** True while the user exists and the sign-in is valid. */
    isSignedIn: async () => (await inTime(() => nullIfSignedOut(store.readUser(userId)))) !== null,
    /** Throws ProfileError if the sign-in is no longer valid. The next use case reads neither the user nor the image again. */
    requireSignedIn: (imageKey?: string) =>
      store.readAhead(imageKey === undefined ? undefined : imageIdOfKey(userId, imageKey)),
    getProfile: () => getProfile(ports, userId, actor),
    issueUpload: (asked: IssueUploadRequest) => issueUpload(ports, userId, asked, actor),
    updateProfile: (changes: UpdateProfileRequest) => updateProfile(ports, userId, changes, actor),
    removeImage: () => removeImage(ports, userId, actor),
    withdrawUpload: (key: string) => withdrawUpload(ports, userId, key, actor),
    listImageHistory: (cursor: string | null) => imageHistory(ports, userId, cursor, actor),
    changeLink: (asked: LinkRequest) =>
      changeLink(ports, userId, asked, new URL(env().appUrl).origin, actor),
    removeLink: () => removeLink(ports, userId, actor),
    getFraming: () => getFraming(ports, userId, actor),
    issueFraming: (asked: IssueFramingRequest) => issueFraming(ports, userId, asked, actor),
    confirmFraming: (key: string) => confirmFraming(ports, userId, key, actor),
    downloadImage: () => downloadImage(ports, userId, actor),
    makeVCard: (version: VCardVersion) => makeVCard(ports, userId, version, actor),
    makeQr: (format: 'svg' | 'png', of: QrTarget) => makeQr(ports, userId, format, of, actor),
    makeCard: (format: CardFormat) => makeCard(ports, userId, format, actor),
    exportProfile: () => exportProfile(ports, userId, actor),
    exportArchive: () => exportArchive(ports, userId, actor),
    /** @param confirmation the caller's user id */
    eraseOwnData: (confirmation: string) =>
      eraseOwnData(ports, allPorts, userId, confirmation, actor),
    endSessions: () => endSessions(ports, caller, actor),
    createPhoneCode: () => createPhoneCode(ports, caller, actor),
    phoneCodeState: (id?: string) => phoneCodeState(ports, userId, actor, id),
    endPhoneCode: (id?: string) => endPhoneCode(ports, userId, actor, id),
  };
}

/** A phone acts with the sign-in that created the code, so it is refused once that sign-in has ended. */
async function phoneApp(allPorts: Ports, secret: string, address: string | null) {
  const code = await findPhoneCode(allPorts, secret);
  const { userId } = code;
  const actor: Actor = { userId, via: 'phone', address };
  const store = callerStore(allPorts.store, code, allPorts.clock);
  const ports = { ...allPorts, store };
  return {
    userId,
    open: (key: string) => openPhoneCode(ports, code, key, actor),
    issue: (key: string, asked: IssueUploadRequest) => issueOnPhone(ports, code, key, asked, actor),
    confirm: (key: string) => confirmOnPhone(ports, code, key, actor),
    issueFraming: (key: string, asked: Omit<IssueFramingRequest, 'key'>) =>
      issueFramingOnPhone(ports, code, key, asked, actor),
    confirmFraming: (key: string) => confirmFramingOnPhone(ports, code, key, actor),
  };
}
