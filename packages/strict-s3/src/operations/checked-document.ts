// Reads a document for which S3 requires a digest.
import { receiveDocument } from '../body.ts';
import { S3Error } from '../errors.ts';
import { readDeclaredBody } from '../integrity.ts';
import type { Payload } from '../payload.ts';
import type { S3Request } from '../request.ts';

/** @throws S3Error InvalidRequest if both Content-MD5 and `x-amz-checksum-*` are missing */
export async function receiveCheckedDocument(
  request: S3Request,
  payload: Payload,
): Promise<Buffer> {
  const { md5, checksum } = readDeclaredBody(request, payload);
  if (md5 === undefined && checksum === undefined) {
    throw new S3Error('InvalidRequest', 'Missing required header for this request: Content-MD5');
  }
  const document = await receiveDocument(request, payload);
  if (document.length === 0) throw new S3Error('MissingRequestBodyError');
  return document;
}
