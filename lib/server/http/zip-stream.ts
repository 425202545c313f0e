// Streams files as a ZIP archive.
import { makeZip } from 'client-zip';

interface ZippedFile {
  name: string;
  bytes: Uint8Array;
  modifiedAt: Date;
}

/**
 * Returns an archive that is generated while it is read. Its files are stored uncompressed, since photos are compressed already. If a
 * file fails, the stream fails too, so that the client does not mistake a truncated archive for a complete one.
 */
export function zipStream(files: AsyncIterable<ZippedFile>): ReadableStream<Uint8Array> {
  return makeZip(inputs(files));
}

async function* inputs(files: AsyncIterable<ZippedFile>) {
  for await (const { name, bytes, modifiedAt } of files) {
    yield { name, input: bytes, lastModified: modifiedAt };
  }
}
