// The ports on real engines, with an adjustable clock.
import { isDeepStrictEqual } from 'node:util';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { v7 as uuidv7 } from 'uuid';
import { dynamoDbClient, s3Client } from '@/lib/server/aws/clients';
import { writeUserItem } from '@/lib/server/aws/dynamo-items';
import { dynamoPhoneCodes } from '@/lib/server/aws/dynamo-phone-codes';
import { dynamoProfileStore } from '@/lib/server/aws/dynamo-profile-store';
import { s3ImageStorage } from '@/lib/server/aws/s3-image-storage';
import { s3UrlSigner } from '@/lib/server/aws/s3-url-signer';
import { parseEnv } from '@/lib/server/env';
import { drawInitials } from '@/lib/server/images/draw-initials';
import { imageGate } from '@/lib/server/images/image-gate';
import { validateImage } from '@/lib/server/images/validate-image';
import type { Ports } from '@/lib/server/profile/ports';
import { userLocks } from '@/lib/server/profile/shared/user-lock';
import type { Clock } from '@/lib/server/shared/clock';
import { workTimes } from '@/lib/server/shared/work-times';
import { checkAuditTrail } from './check-audit-trail';
import { memoryPorts, newUser, testPolicy } from './memory-ports';

export interface RealPorts extends Ports {
  putUser(userId: string, profileImageKey?: string): Promise<void>;
  /** Lists every key in the bucket. */
  keys(): Promise<string[]>;
  /** Checks the events of the user's images; see check-audit-trail.ts. */
  checkEvents(userId: string): Promise<void>;
  close(): void;
}

/** @param ahead how far the clock of the use cases is ahead, in seconds */
export function realPorts(source: Record<string, string | undefined>, ahead: number): RealPorts {
  const {
    region,
    awsTimeout: timeout,
    bucket,
    s3Endpoint,
    dynamoDbEndpoint,
    usersTable,
    imagesTable,
  } = parseEnv(source);
  const s3 = s3Client({ region, timeout, endpoint: s3Endpoint });
  const dynamoDb = dynamoDbClient({ region, timeout, endpoint: dynamoDbEndpoint });
  const clock: Clock = {
    now: () => new Date(Date.now() + ahead * 1000),
    sleep: (wait) => new Promise((resolve) => setTimeout(resolve, wait)),
  };
  const store = dynamoProfileStore(dynamoDb, { users: usersTable, images: imagesTable }, clock);
  // Twelve times as long as in production, for slow machines. The tests with a clock that is ahead let leases of six minutes expire.
  const times = workTimes(120_000);
  const storage = s3ImageStorage(s3, bucket, times.write);
  return {
    store,
    storage,
    signer: s3UrlSigner(s3, bucket, { now: () => new Date() }),
    validateImage,
    imageGate: imageGate(2),
    clock,
    withUserLock: userLocks(),
    phoneCodes: dynamoPhoneCodes(dynamoDb, imagesTable, clock),
    newId: () => uuidv7({ msecs: clock.now().getTime() }),
    newToken: memoryPorts().newToken,
    drawInitials,
    log: { info() {}, warn() {}, error() {} },
    counts: memoryPorts().counts,
    policy: { ...testPolicy(), times },

    async putUser(userId, profileImageKey) {
      const Item = { ...writeUserItem(newUser(userId)), profileImageKey };
      await dynamoDb.send(new PutCommand({ TableName: usersTable, Item }));
    },
    async keys() {
      const found: string[] = [];
      for (const prefix of ['profiles/', 'uploads/']) {
        let from: string | null = null;
        do {
          const page = await storage.list(prefix, from);
          found.push(...page.items.map(({ key }) => key));
          from = page.next;
        } while (from !== null);
      }
      return found;
    },
    async checkEvents(userId) {
      const list = async () => (await store.listImages(userId, 100, null, 0)).items;
      // Uploads may go on meanwhile: images and events belong together once the images are the same before and after.
      let before: unknown;
      let images = await list();
      let events: Awaited<ReturnType<typeof store.listEvents>>;
      do {
        before = images;
        events = await store.listEvents(userId, 0);
        images = await list();
      } while (!isDeepStrictEqual(before, images));
      checkAuditTrail(images, events);
    },
    close() {
      s3.destroy();
      dynamoDb.destroy();
    },
  };
}
