// The entry of the child process that reads, decodes and encodes images, one after another, as its parent sends them. esbuild
// makes one file of it, dist/image-child.mjs.
import type { ChildMessage, ImageJob } from './image-child';
import { proveImage } from './prove-image';

function send(message: ChildMessage): void {
  process.send?.(message);
}

process.on('message', async ({ bytes, contentType, variants }: ImageJob) => {
  try {
    send({ proof: await proveImage(bytes, contentType, variants) });
  } catch (error) {
    send({ error });
  }
});

// Ctrl-C and a supervisor signal the whole group. The parent needs this process until its last request is answered.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});

// The parent is gone. `process.exit` would wait for a decode that is under way.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));

send('ready');
