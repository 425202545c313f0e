// In-memory adapters of all ports: a clock that tests advance, sequential ids, and texts instead of image bytes.

import { imageGate } from '@/lib/server/images/image-gate';
import type { ValidateImage } from '@/lib/server/images/validated-image';
import { NO_IMAGES } from '@/lib/server/profile/domain/image-life';
import type { UserRecord } from '@/lib/server/profile/domain/model';
import type { Ports } from '@/lib/server/profile/ports';
import type { Actor } from '@/lib/server/shared/caller';
import type { Clock } from '@/lib/server/shared/clock';
import { workTimes } from '@/lib/server/shared/work-times';
import { IMAGE_VARIANTS } from '@/lib/shared/image-variants';
import { eachField } from '@/lib/shared/person-fields';
import { type MemoryImageStorage, memoryImageStorage } from './memory-image-storage';
import { type MemoryOutbox, memoryOutbox } from './memory-outbox';
import { memoryPhoneCodes } from './memory-phone-codes';
import { type MemoryProfileStore, memoryProfileStore } from './memory-profile-store';

export interface MemoryPorts extends Ports {
  store: MemoryProfileStore;
  /** It stays empty, unless the store announces events. */
  outbox: MemoryOutbox;
  storage: MemoryImageStorage;
  clock: Clock & { advance(seconds: number): void };
}

export const START = Date.UTC(2026, 0, 1) / 1000;

/** Placeholders for the bytes of a valid and of an invalid image. */
export const GOOD = Buffer.from('a good picture');
export const BAD = Buffer.from('a bad picture');

/** Creates ports without users, at the time `START`. */
export function memoryPorts(): MemoryPorts {
  let milliseconds = START * 1000;
  let ids = 0;
  let tokens = 0;
  const outbox = memoryOutbox();
  return {
    store: memoryProfileStore(outbox),
    outbox,
    storage: memoryImageStorage(() => Math.floor(milliseconds / 1000)),
    signer: {
      presignPut: async ({ key, contentType }) => ({
        url: `memory:${key}`,
        headers: { 'content-type': contentType },
      }),
      presignGet: async (key) => `memory:${key}`,
      presignShared: async (key) => ({ url: `memory:${key}?shared`, endsIn: 300 }),
      presignDownload: async (key, fileName) => `memory:${key}?as=${fileName}`,
    },
    validateImage: validateWords,
    imageGate: imageGate(8),
    clock: {
      now: () => new Date(milliseconds),
      sleep: async (wait) => {
        milliseconds += wait;
      },
      advance: (seconds) => {
        milliseconds += seconds * 1000;
      },
    },
    // No mutex, as if each caller had their own process: the conditions of the commits must suffice.
    withUserLock: (_userId, work) => work(),
    phoneCodes: memoryPhoneCodes(),
    newId: () => {
      ids += 1;
      const time = Math.floor(milliseconds).toString(16).padStart(12, '0');
      const count = ids.toString(16).padStart(12, '0');
      return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${count}`;
    },
    newToken: () => {
      tokens += 1;
      return `token-${tokens}`;
    },
    drawInitials: (letters) => Buffer.from(`drawing of ${letters}`),
    counts: { issued() {}, proven() {}, rejected() {}, swept() {} },
    log: { info() {}, warn() {}, error() {} },
    policy: testPolicy(),
  };
}

/** The settings of tests; each caller gets a copy to change. */
export function testPolicy(): Ports['policy'] {
  return {
    imageRetention: 24 * 3600,
    auditRetention: 365 * 86_400,
    openUploads: 50,
    ownsUsers: true,
    imageVariants: IMAGE_VARIANTS,
    times: workTimes(10_000),
  };
}

const validateWords: ValidateImage = async (bytes, contentType, variants) =>
  Buffer.from(bytes).equals(BAD)
    ? { ok: false, reason: 'corrupt' }
    : {
        ok: true,
        image: {
          original: { width: 1024, height: 768 },
          master: { bytes, contentType, width: 1024, height: 768 },
          variants: variants.map(({ name, side, contentType: type }) => ({
            name,
            contentType: type,
            width: Math.min(side, 768),
            bytes,
            isMaster: false,
          })),
          placeholder: 'AAAA',
        },
      };

/** The record of a user without a photo. */
export function newUser(userId: string): UserRecord {
  return {
    userId,
    email: `${userId}@polizalab.test`,
    ...eachField(() => ''),
    nombre: 'Ana',
    apellido: 'Ramírez',
    createdAt: '2024-01-01T00:00:00Z',
    sessionsValidFrom: 0,
    images: NO_IMAGES,
  };
}

/** The user as the author of changes by the API. */
export function caller(userId: string): Actor {
  return { userId, via: 'api', address: null };
}
