// What an operation is given and what it gives back.
import type { FileHandle } from 'node:fs/promises';
import type { ObjectStore } from './object-store.ts';
import type { Payload } from './payload.ts';
import type { ByteRange } from './range.ts';
import type { S3Request } from './request.ts';

export interface Context {
  request: S3Request;
  /** How the body is vouched for. */
  payload: Payload;
  store: ObjectStore;
  /** The bucket and key that the request names; empty where the operation's address has none. */
  bucket: string;
  key: string;
  region: string;
  now: Date;
}

export interface Reply {
  status: number;
  headers?: Record<string, string>;
  /** XML as text; or bytes of an open file, which whoever sends it closes. */
  body?: string | { file: FileHandle; range: ByteRange | undefined };
}

export type Operation = (context: Context) => Promise<Reply>;

export function xmlReply(body: string): Reply {
  return { status: 200, headers: { 'Content-Type': 'application/xml' }, body };
}
