// Streams files as a ZIP archive.
import { makeZip } from 'client-zip';

interface ZippedFile {
  name: string;
  bytes: Uint8Array;
  modifiedAt: Date;
}

/**
 * Returns an archive that is made while it is read. Its files are stored as they are: photos are already compressed. If a file
 * fails, the stream fails too, so that the client never takes a truncated archive for a whole one.
 */
export function zipStream(files: AsyncIterable<ZippedFile>): ReadableStream<Uint8Array> {
  return makeZip(inputs(files));
}

async function* inputs(files: AsyncIterable<ZippedFile>) {
  for await (const { name, bytes, modifiedAt } of files) {
    yield { name, input: bytes, lastModified: modifiedAt };
  }
}
