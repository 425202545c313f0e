// A child process that validates images, one at a time, and reports the cost of each.
import { readFileSync, writeFileSync } from 'node:fs';
import { validateImage } from '@/lib/server/images/validate-image';
import type { ImageContentType } from '@/lib/shared/upload-policy';

export interface Cost {
  /** The reason of a rejection, or `clean`. */
  verdict: string;
  /** CPU time of all threads, in milliseconds. */
  cpu: number;
  /** Peak memory of the process, in megabytes. */
  memory: number;
}

process.on(
  'message',
  async ({ bytes, contentType }: { bytes: Uint8Array; contentType: ImageContentType }) => {
    // Resets the peak: proc(5), clear_refs.
    writeFileSync('/proc/self/clear_refs', '5');
    const before = process.cpuUsage();
    const validation = await validateImage(bytes, contentType);
    const { user, system } = process.cpuUsage(before);
    const [, peak] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'latin1')) ?? [];
    const cost: Cost = {
      verdict: validation.ok ? 'clean' : validation.reason,
      cpu: (user + system) / 1000,
      memory: (Number(peak) * 1024) / 1_000_000,
    };
    process.send?.(cost);
  },
);
