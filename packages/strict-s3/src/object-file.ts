// The file of an object: its bytes, its metadata as JSON, the length of the JSON, and a magic number. One rename stores
// bytes and metadata together, and a truncated file is detected by its missing magic number.
import type { FileHandle } from 'node:fs/promises';
import type { Checksum } from './integrity.ts';

export interface ObjectInfo {
  key: string;
  size: number;
  /** Without quotes. */
  etag: string;
  /** Milliseconds since 1970, rounded down to a second. */
  lastModified: number;
  /** System headers and `x-amz-meta-*` by lower-case name; values are Latin-1, one character per byte. */
  headers: Record<string, string>;
  checksum?: Checksum | undefined;
}

const MAGIC = Buffer.from('S3OBJ\u0000\u0001\n', 'latin1');
const TAIL_BYTES = 4 + MAGIC.length;

/** What follows the object's bytes in the file: JSON, length and magic number. */
export function infoTail(info: ObjectInfo): Buffer {
  const json = Buffer.from(JSON.stringify(info), 'utf8');
  const length = Buffer.alloc(4);
  length.writeUInt32BE(json.length);
  return Buffer.concat([json, length, MAGIC]);
}

/** Reads the metadata from an object's file. @throws Error if the file is incomplete */
export async function readInfo(file: FileHandle): Promise<ObjectInfo> {
  const { size } = await file.stat();
  const tail = await readAt(file, size - TAIL_BYTES, TAIL_BYTES);
  if (!tail.subarray(4).equals(MAGIC)) throw new Error('the object file is incomplete');
  const jsonBytes = tail.readUInt32BE();
  const json = await readAt(file, size - TAIL_BYTES - jsonBytes, jsonBytes);
  const info = JSON.parse(json.toString('utf8')) as ObjectInfo;
  if (info.size + jsonBytes + TAIL_BYTES !== size) throw new Error('the object file is incomplete');
  return info;
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  if (position < 0) throw new Error('the object file is incomplete');
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await file.read(buffer, 0, length, position);
  if (bytesRead !== length) throw new Error('the object file is incomplete');
  return buffer;
}
