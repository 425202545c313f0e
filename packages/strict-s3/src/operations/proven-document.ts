// Documents that S3 takes only with a digest of their own.
import { receiveDocument } from '../body.ts';
import { S3Error } from '../errors.ts';
import { readPromises } from '../integrity.ts';
import type { Payload } from '../payload.ts';
import type { S3Request } from '../request.ts';

/** @throws S3Error InvalidRequest without Content-MD5 and without an `x-amz-checksum-*` */
export async function receiveProvenDocument(request: S3Request, payload: Payload): Promise<Buffer> {
  const { md5, checksum } = readPromises(request, payload);
  if (md5 === undefined && checksum === undefined) {
    throw new S3Error('InvalidRequest', 'Missing required header for this request: Content-MD5');
  }
  const document = await receiveDocument(request, payload);
  if (document.length === 0) throw new S3Error('MissingRequestBodyError');
  return document;
}
