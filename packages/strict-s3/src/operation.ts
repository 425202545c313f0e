// The input and output of an S3 operation.
import type { FileHandle } from 'node:fs/promises';
import type { ObjectStore } from './object-store.ts';
import type { Payload } from './payload.ts';
import type { ByteRange } from './range.ts';
import type { S3Request } from './request.ts';

export interface Context {
  request: S3Request;
  /** How the body is authenticated. */
  payload: Payload;
  store: ObjectStore;
  /** Bucket and key of the request; empty if the operation has none. */
  bucket: string;
  key: string;
  region: string;
  now: Date;
}

export interface Reply {
  status: number;
  headers?: Record<string, string>;
  /** XML as text, or a range of an open file. The sender closes the file. */
  body?: string | { file: FileHandle; range: ByteRange | undefined };
}

export type Operation = (context: Context) => Promise<Reply>;

/** A 200 response with an XML body. */
export function xmlReply(body: string): Reply {
  return { status: 200, headers: { 'Content-Type': 'application/xml' }, body };
}
