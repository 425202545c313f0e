// The composition root of the benchmark app: in-memory ports for GET and POST, with the real signer. tsconfig.json maps
// lib/server/compose.ts to it.
import 'server-only';
import { randomBytes } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { s3Client } from '@/lib/server/aws/clients';
import { s3UrlSigner } from '@/lib/server/aws/s3-url-signer';
import { engineEnv } from '@/lib/server/env';
import { callerStore } from '@/lib/server/profile/shared/caller-store';
import { getProfile } from '@/lib/server/profile/use-cases/get-profile';
import { issueUpload } from '@/lib/server/profile/use-cases/issue-upload';
import type { Actor, Caller } from '@/lib/server/shared/caller';
import type { Clock } from '@/lib/server/shared/clock';
import type { RateLimiter } from '@/lib/server/shared/rate-limiter';
import { jsonLog } from '@/lib/server/telemetry/log';
import type { IssueUploadRequest } from '@/lib/shared/profile-schema';
import { memoryPorts, testPolicy } from '@/test/profile/memory-ports';
import { userWithPhoto } from '../user-with-photo';

export type CallerApp = ReturnType<ReturnType<typeof compose>['forCaller']>;

let composed: ReturnType<typeof compose> | undefined;

/** Returns the use cases of this process. */
export function app() {
  composed ??= compose();
  return composed;
}

function compose() {
  const { region, bucket, awsTimeout: timeout, s3Endpoint: endpoint } = engineEnv();
  const clock: Clock = { now: () => new Date(), sleep: () => Promise.resolve() };
  const signer = s3UrlSigner(s3Client({ region, timeout, endpoint }), bucket, clock);
  const policy = { ...testPolicy(), openUploads: Number.POSITIVE_INFINITY };
  const newToken = () => randomBytes(16).toString('base64url');
  const ports = { ...memoryPorts(), clock, signer, policy, newId: uuidv7, newToken };
  const known = new Set<string>();
  return {
    log: jsonLog('info'),
    rateLimiter: memoryRateLimiter(),
    forCaller(caller: Caller, address: string | null = null) {
      const { userId } = caller;
      if (!known.has(userId)) {
        known.add(userId);
        ports.store.putUser(userWithPhoto(userId));
      }
      const actor: Actor = { userId, via: 'api', address };
      const store = callerStore(ports.store, caller, clock);
      const own = { ...ports, store };
      return {
        requireSignedIn: () => store.readAhead(),
        getProfile: () => getProfile(own, userId, actor),
        issueUpload: (asked: IssueUploadRequest) => issueUpload(own, userId, asked, actor),
      };
    },
  };
}

function memoryRateLimiter(): RateLimiter {
  const counts = new Map<string, number>();
  return {
    async count(rules, subject) {
      return rules.map(({ name, limit, seconds }) => {
        const key = JSON.stringify([name, subject]);
        const count = (counts.get(key) ?? 0) + 1;
        counts.set(key, count);
        return { allowed: count <= limit, remaining: limit - count, resetSeconds: seconds };
      });
    },
    lastSeen: ({ limit, seconds }) => ({ allowed: true, remaining: limit, resetSeconds: seconds }),
  };
}
