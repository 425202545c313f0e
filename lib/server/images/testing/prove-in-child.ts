// Proves one image in a process of its own and tells what it cost. Arguments: path of the file, content type.
import { readFileSync } from 'node:fs';
import { proveImage } from '@/lib/server/images/prove-image';
import type { ImageContentType } from '@/lib/shared/upload-policy';

export interface Cost {
  /** The reason for a refusal, or `clean`. */
  verdict: string;
  /** CPU time of all threads, in milliseconds. */
  cpu: number;
  /** The most memory that the process ever held, in megabytes. */
  memory: number;
}

async function main(path: string, contentType: ImageContentType): Promise<void> {
  const bytes = readFileSync(path);
  const before = process.cpuUsage();
  const proof = await proveImage(bytes, contentType);
  const { user, system } = process.cpuUsage(before);
  const cost: Cost = {
    verdict: proof.ok ? 'clean' : proof.reason,
    cpu: (user + system) / 1000,
    memory: (process.resourceUsage().maxRSS * 1024) / 1_000_000,
  };
  process.send?.(cost);
}

const [path = '', contentType = ''] = process.argv.slice(2);
void main(path, contentType as ImageContentType);
