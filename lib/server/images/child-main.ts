// The entry point of the image child process: validates and re-encodes images, one at a time, as the parent sends them. esbuild
// bundles it into dist/image-child.mjs.
import type { ChildMessage, ImageJob } from './image-child';
import { validateImage } from './validate-image';

function send(message: ChildMessage): void {
  process.send?.(message);
}

process.on('message', async ({ bytes, contentType, variants }: ImageJob) => {
  try {
    send({ validation: await validateImage(bytes, contentType, variants) });
  } catch (error) {
    send({ error });
  }
});

// Ctrl-C and supervisors signal the whole process group. The parent needs this process until its last request is answered.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});

// The parent is gone. `process.exit` would wait for a running decode.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));

send('ready');
