// Decodes aws-chunked, the encoding in which SDKs send streams: chunk sizes, chunk signatures and trailing headers.
// https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html
import { createHash } from 'node:crypto';
import { ByteReader } from './byte-reader.ts';
import { S3Error } from './errors.ts';
import { type ChunkSigner, chunkSignature, trailerSignature } from './sigv4.ts';

/** The minimum size of every chunk except the last one with data. */
const MIN_CHUNK_BYTES = 8192;
const HEAD = /^([0-9a-fA-F]{1,10})(?:;chunk-signature=([0-9a-f]{64}))?$/;

/**
 * Yields the data of each chunk. The data is authentic only after the generator ends without an error.
 *
 * @param signer verifies each chunk; undefined for unsigned chunks
 * @param trailers receives the trailing headers by lower-case name; undefined if trailers are not allowed
 */
export async function* decodeChunked(
  source: AsyncIterable<Buffer>,
  signer: ChunkSigner | undefined,
  trailers: Map<string, string> | undefined,
): AsyncGenerator<Buffer> {
  const reader = new ByteReader(source);
  let previous = signer?.seedSignature ?? '';
  let number = 0;
  let shortChunk = 0;
  for (;;) {
    const [, hexSize, signature] = HEAD.exec((await reader.line()) ?? '') ?? [];
    if (hexSize === undefined) throw new S3Error('IncompleteBody');
    const size = Number.parseInt(hexSize, 16);
    number += 1;
    if (size > 0 && shortChunk > 0) {
      throw new S3Error('InvalidChunkSizeError', undefined, {
        Chunk: String(number),
        BadChunkSize: String(shortChunk),
      });
    }
    if (size < MIN_CHUNK_BYTES) shortChunk = size;
    const hash = createHash('sha256');
    for await (const piece of reader.take(size)) {
      hash.update(piece);
      yield piece;
    }
    if (signer) {
      previous = chunkSignature(signer, previous, hash.digest('hex'));
      if (signature !== previous) throw new S3Error('SignatureDoesNotMatch');
    }
    if (size === 0) break;
    if ((await reader.line()) !== '') throw new S3Error('IncompleteBody');
  }
  const sent = await readTrailers(reader);
  if (signer && trailers) checkTrailers(sent, signer, previous);
  sent.delete('x-amz-trailer-signature');
  if (sent.size > 0 && !trailers) throw new S3Error('MalformedTrailerError');
  for (const [name, value] of sent) trailers?.set(name, value);
}

/** Reads the trailing headers, up to an empty line or the end of the body. */
async function readTrailers(reader: ByteReader): Promise<Map<string, string>> {
  const sent = new Map<string, string>();
  for (let line = await reader.line(); line; line = await reader.line()) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).trim().toLowerCase();
    if (colon < 1 || sent.has(name)) throw new S3Error('MalformedTrailerError');
    sent.set(name, line.slice(colon + 1).trim());
  }
  if ((await reader.line()) !== undefined) throw new S3Error('IncompleteBody');
  return sent;
}

function checkTrailers(sent: Map<string, string>, signer: ChunkSigner, previous: string): void {
  const signed = [...sent].filter(([name]) => name !== 'x-amz-trailer-signature');
  const text = signed.map(([name, value]) => `${name}:${value}\n`).join('');
  if (sent.get('x-amz-trailer-signature') !== trailerSignature(signer, previous, text)) {
    throw new S3Error('SignatureDoesNotMatch');
  }
}
