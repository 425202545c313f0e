// The ports of an upload on the user's phone: it has a code instead of a session, and keeps nothing after the page is closed.
import { sha256Base64 } from '@/lib/client/images/sha256';
import { confirmOnPhone, issueOnPhone, type PhoneCredentials } from '@/lib/client/phone-api';
import { putObject } from '@/lib/client/put-object';
import type { UploadPorts } from './run-upload';

export function createPhonePorts(credentials: PhoneCredentials): UploadPorts {
  return {
    checksum: sha256Base64,
    // The phone knows of no other photo.
    check: async () => ({ verdict: 'resume', shownAt: null }),
    issue: ({ fileName, contentType, blob }, checksumSha256, signal) => {
      const photo = { fileName, contentType, fileSize: blob.size, checksumSha256 };
      return issueOnPhone({ ...credentials, ...photo }, signal);
    },
    put: putObject,
    confirm: async (_job, signal) => void (await confirmOnPhone(credentials, signal)),
    withdraw: () => {},
    keep: () => {},
    kept: async () => {},
    forget: () => {},
    letGo: () => {},
    revoke: () => {},
    isOnline: () => navigator.onLine,
    wait: (ms, signal) =>
      new Promise((resolve) => {
        const timer = setTimeout(resolve, ms);
        signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
      }),
    random: Math.random,
    report: (error) => reportError(error),
  };
}
