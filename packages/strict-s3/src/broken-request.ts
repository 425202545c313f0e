// Answers bytes that Node's HTTP parser rejects. There is no request object then, only a socket.
import type { Socket } from 'node:net';
import { S3Error, type S3ErrorCode } from './errors.ts';
import { errorReply, newResponseId } from './respond.ts';

/** S3's error codes for Node's; any other is a BadRequest. */
const CODES = new Map<string | undefined, S3ErrorCode>([
  ['HPE_HEADER_OVERFLOW', 'RequestHeaderSectionTooLarge'],
  ['HPE_INVALID_EOF_STATE', 'IncompleteBody'],
  ['ERR_HTTP_REQUEST_TIMEOUT', 'RequestTimeout'],
]);

/** Listener for the `clientError` event of a server. */
export function answerBrokenRequest(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const id = newResponseId();
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
