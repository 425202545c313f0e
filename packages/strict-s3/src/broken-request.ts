// Answers what is not HTTP, or stopped being HTTP half-way: there is no request to hand to anyone, only a socket.
import type { Socket } from 'node:net';
import { S3Error, type S3ErrorCode } from './errors.ts';
import { errorReply, newAnswerId } from './respond.ts';

/** Node's codes for what went wrong; anything else is a BadRequest. */
const CODES = new Map<string | undefined, S3ErrorCode>([
  ['HPE_HEADER_OVERFLOW', 'RequestHeaderSectionTooLarge'],
  ['HPE_INVALID_EOF_STATE', 'IncompleteBody'],
  ['ERR_HTTP_REQUEST_TIMEOUT', 'RequestTimeout'],
]);

/** A listener of `clientError`. */
export function answerBrokenRequest(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const id = newAnswerId();
  const reply = errorReply(new S3Error(CODES.get(error.code) ?? 'BadRequest'), '/', id);
  const body = String(reply.body);
  socket.end(
    [
      `HTTP/1.1 ${reply.status} Bad Request`,
      `Date: ${new Date().toUTCString()}`,
      'Server: AmazonS3',
      `x-amz-request-id: ${id.requestId}`,
      'Content-Type: application/xml',
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
  );
}
