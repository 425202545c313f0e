// One object is one file: its bytes, then what is known of it as JSON, then the length of that JSON and a mark. So bytes
// and metadata come into being together, by one rename, and a file that was cut short is known by its missing mark.
import type { FileHandle } from 'node:fs/promises';
import type { Checksum } from './integrity.ts';

export interface ObjectInfo {
  key: string;
  size: number;
  /** Without quotes. */
  etag: string;
  /** Milliseconds since 1970, whole seconds. */
  lastModified: number;
  /** Stored system headers and `x-amz-meta-*`, by lower-case name; one character a byte. */
  headers: Record<string, string>;
  checksum?: Checksum | undefined;
}

const MARK = Buffer.from('S3OBJ\u0000\u0001\n', 'latin1');
const TAIL_BYTES = 4 + MARK.length;

/** What follows the object's bytes in its file. */
export function infoTail(info: ObjectInfo): Buffer {
  const json = Buffer.from(JSON.stringify(info), 'utf8');
  const length = Buffer.alloc(4);
  length.writeUInt32BE(json.length);
  return Buffer.concat([json, length, MARK]);
}

/** @throws Error where the file is not a whole object */
export async function readInfo(file: FileHandle): Promise<ObjectInfo> {
  const { size } = await file.stat();
  const tail = await readAt(file, size - TAIL_BYTES, TAIL_BYTES);
  if (!tail.subarray(4).equals(MARK)) throw new Error('not a whole object');
  const jsonBytes = tail.readUInt32BE();
  const json = await readAt(file, size - TAIL_BYTES - jsonBytes, jsonBytes);
  const info = JSON.parse(json.toString('utf8')) as ObjectInfo;
  if (info.size + jsonBytes + TAIL_BYTES !== size) throw new Error('not a whole object');
  return info;
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  if (position < 0) throw new Error('not a whole object');
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await file.read(buffer, 0, length, position);
  if (bytesRead !== length) throw new Error('not a whole object');
  return buffer;
}
