// GetObject and HeadObject.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
import { checkRead } from '../conditions.ts';
import type { ObjectInfo } from '../object-file.ts';
import { checksumHeaders, headersToSend } from '../object-headers.ts';
import type { Operation, Reply } from '../operation.ts';
import { type ByteRange, readRange } from '../range.ts';
import { amzHeader, type S3Request } from '../request.ts';

export const getObject: Operation = async ({ request, store, bucket, key }) => {
  const { file, info } = await store.bucket(bucket).openObject(key);
  try {
    const { range, ...head } = describe(request, info);
    const whole = info.size > 0 ? { first: 0, last: info.size - 1 } : undefined;
    return { ...head, body: { file, range: range ?? whole } };
  } catch (error) {
    await file.close();
    throw error;
  }
};

export const headObject: Operation = async ({ request, store, bucket, key }) => {
  const { file, info } = await store.bucket(bucket).openObject(key);
  await file.close();
  const { status, headers } = describe(request, info);
  return { status, headers };
};

function describe(
  request: S3Request,
  info: ObjectInfo,
): Pick<Reply, 'status'> & { headers: Record<string, string>; range: ByteRange | undefined } {
  checkRead((name) => request.headers.get(name), info);
  const range = ifRangeHolds(request, info)
    ? readRange(request.headers.get('range'), info.size)
    : undefined;
  const headers = headersToSend(request, info);
  if (range) {
    headers['content-range'] = `bytes ${range.first}-${range.last}/${info.size}`;
  } else if (amzHeader(request, 'x-amz-checksum-mode')?.toUpperCase() === 'ENABLED') {
    // The checksum covers the whole object, so it is not sent with a range.
    Object.assign(headers, checksumHeaders(info));
  }
  const size = range ? range.last - range.first + 1 : info.size;
  headers['content-length'] = String(size);
  return { status: range ? 206 : 200, headers, range };
}

/** RFC 9110, 13.1.5: if If-Range does not match, the whole object is sent. */
function ifRangeHolds(request: S3Request, info: ObjectInfo): boolean {
  const ifRange = request.headers.get('if-range')?.trim();
  return (
    ifRange === undefined ||
    ifRange === `"${info.etag}"` ||
    Date.parse(ifRange) === info.lastModified
  );
}
