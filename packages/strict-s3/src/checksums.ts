// Computes the checksums of the `x-amz-checksum-*` headers as a stream.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html
import { createHash } from 'node:crypto';
import { notImplemented } from './errors.ts';

interface RunningChecksum {
  update(data: Buffer): void;
  /** Base64, as in the header. */
  digest(): string;
}

/** A reflected 32-bit CRC. */
function crc32Of(polynomial: number): () => RunningChecksum {
  const table = new Uint32Array(256);
  for (let n = 0; n < 256; n += 1) {
    let c = n;
    for (let bit = 0; bit < 8; bit += 1) c = c & 1 ? (c >>> 1) ^ polynomial : c >>> 1;
    table[n] = c;
  }
  return () => {
    let crc = 0xffffffff;
    return {
      update(data) {
        for (const byte of data) crc = (crc >>> 8) ^ (table[(crc ^ byte) & 255] ?? 0);
      },
      digest() {
        const bytes = Buffer.alloc(4);
        bytes.writeUInt32BE((crc ^ 0xffffffff) >>> 0);
        return bytes.toString('base64');
      },
    };
  };
}

/** CRC-64/NVME, reflected. The register is two 32-bit halves, because BigInt is slow. */
function crc64Nvme(): () => RunningChecksum {
  const polynomial = { high: 0x9a6c9329, low: 0xac4bc9b5 };
  const highs = new Uint32Array(256);
  const lows = new Uint32Array(256);
  for (let n = 0; n < 256; n += 1) {
    let high = 0;
    let low = n;
    for (let bit = 0; bit < 8; bit += 1) {
      const carry = low & 1;
      low = (low >>> 1) | ((high & 1) << 31);
      high >>>= 1;
      if (carry) {
        high ^= polynomial.high;
        low ^= polynomial.low;
      }
    }
    highs[n] = high;
    lows[n] = low;
  }
  return () => {
    let high = 0xffffffff;
    let low = 0xffffffff;
    return {
      update(data) {
        for (const byte of data) {
          const index = (low ^ byte) & 255;
          low = ((low >>> 8) | ((high & 255) << 24)) ^ (lows[index] ?? 0);
          high = (high >>> 8) ^ (highs[index] ?? 0);
        }
      },
      digest() {
        const bytes = Buffer.alloc(8);
        bytes.writeUInt32BE((high ^ 0xffffffff) >>> 0, 0);
        bytes.writeUInt32BE((low ^ 0xffffffff) >>> 0, 4);
        return bytes.toString('base64');
      },
    };
  };
}

function hashOf(algorithm: string): () => RunningChecksum {
  return () => {
    const hash = createHash(algorithm);
    return {
      update: (data) => {
        hash.update(data);
      },
      digest: () => hash.digest('base64'),
    };
  };
}

const ALGORITHMS = new Map<string, { start: () => RunningChecksum; bytes: number }>([
  ['crc32', { start: crc32Of(0xedb88320), bytes: 4 }],
  ['crc32c', { start: crc32Of(0x82f63b78), bytes: 4 }],
  ['crc64nvme', { start: crc64Nvme(), bytes: 8 }],
  ['md5', { start: hashOf('md5'), bytes: 16 }],
  ['sha1', { start: hashOf('sha1'), bytes: 20 }],
  ['sha256', { start: hashOf('sha256'), bytes: 32 }],
  ['sha512', { start: hashOf('sha512'), bytes: 64 }],
]);

/** `x-amz-checksum-*` headers that are not checksums. */
const NOT_CHECKSUMS = new Set(['algorithm', 'mode', 'type']);

/** The algorithm of an `x-amz-checksum-*` header, in lower case; undefined for any other header. */
export function checksumAlgorithm(headerName: string): string | undefined {
  const name = /^x-amz-checksum-(.+)$/.exec(headerName)?.[1];
  return name === undefined || NOT_CHECKSUMS.has(name) ? undefined : name;
}

/** True for an algorithm that this server computes. The name is in lower case, as in the header. */
export function isAlgorithm(name: string): boolean {
  return ALGORITHMS.has(name);
}

/**
 * Starts a checksum.
 *
 * @param algorithm in lower case, as in the header
 * @throws S3Error NotImplemented for an unknown algorithm
 */
export function startChecksum(algorithm: string): RunningChecksum {
  const known = ALGORITHMS.get(algorithm);
  if (!known) throw notImplemented(`x-amz-checksum-${algorithm}`);
  return known.start();
}

/** True if the value is valid base64 of the algorithm's length. */
export function isChecksumValue(algorithm: string, value: string): boolean {
  const bytes = Buffer.from(value, 'base64');
  return bytes.length === ALGORITHMS.get(algorithm)?.bytes && bytes.toString('base64') === value;
}
