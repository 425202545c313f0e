// The ports of an upload that are the same on the profile page and on the phone's page: the network, the timer and functions of the page.
import { sha256Base64 } from '@/lib/client/images/sha256';
import { putObject } from '@/lib/client/put-object';
import type { UploadPorts } from './run-upload';

type PagePorts = Pick<UploadPorts, 'checksum' | 'put' | 'isOnline' | 'wait' | 'random' | 'report'>;

export const PAGE_PORTS: PagePorts = {
  checksum: sha256Base64,
  put: putObject,
  isOnline: () => navigator.onLine,
  wait: (ms, signal) =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
    }),
  random: Math.random,
  report: (error) => reportError(error),
};
