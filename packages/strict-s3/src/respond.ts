// Sends a response: headers, text or a file; and turns an error into S3's XML.
import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { S3Error } from './errors.ts';
import type { Reply } from './operation.ts';
import { xmlError } from './xml.ts';

/** Identifies a response, in its headers and in the XML of an error. */
interface ResponseId {
  requestId: string;
  hostId: string;
}

/** Creates the ids of a response, random as S3's are. */
export function newResponseId(): ResponseId {
  return {
    requestId: randomBytes(8).toString('hex').toUpperCase(),
    hostId: randomBytes(56).toString('base64'),
  };
}

/**
 * The response for an error.
 *
 * @param error an error other than S3Error is logged and answered as InternalError
 * @param resource the raw path of the request
 */
export function errorReply(error: unknown, resource: string, id: ResponseId): Reply {
  if (!(error instanceof S3Error)) console.error('strict-s3: unexpected error', error);
  const { status, headers, code, message, details } =
    error instanceof S3Error ? error : new S3Error('InternalError');
  if (status === 304) return { status, headers };
  return {
    status,
    headers: { 'Content-Type': 'application/xml', ...headers },
    body: xmlError({
      Code: code,
      Message: message,
      ...details,
      Resource: resource,
      RequestId: id.requestId,
      HostId: id.hostId,
    }),
  };
}

/** Sends a response and closes its file. @param headOnly omits the body, for HEAD requests */
export async function sendReply(
  res: ServerResponse,
  reply: Reply,
  id: ResponseId,
  headOnly: boolean,
): Promise<void> {
  const { status, headers = {}, body } = reply;
  const file = typeof body === 'object' ? body.file : undefined;
  try {
    res.statusCode = status;
    res.setHeader('x-amz-request-id', id.requestId);
    res.setHeader('x-amz-id-2', id.hostId);
    res.setHeader('Server', 'AmazonS3');
    for (const [name, value] of Object.entries(headers)) res.setHeader(name, value);
    if (typeof body === 'object' && body.range && !headOnly) {
      const { first, last } = body.range;
      await pipeline(
        body.file.createReadStream({ start: first, end: last, autoClose: false }),
        res,
      );
      return;
    }
    const text = typeof body === 'string' ? body : '';
    const bodiless = headOnly || status === 204 || status === 304;
    if (!bodiless) res.setHeader('Content-Length', Buffer.byteLength(text));
    res.end(bodiless ? undefined : text);
  } catch (error) {
    // The client has disconnected, so no response is possible.
    if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  } finally {
    await file?.close();
  }
}
