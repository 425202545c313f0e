// PutObject. The object becomes visible after the whole body has been received and verified.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html
import { receiveBody } from '../body.ts';
import { writeCondition } from '../conditions.ts';
import { infoTail, type ObjectInfo } from '../object-file.ts';
import { checksumHeaders, headersToStore } from '../object-headers.ts';
import type { Operation } from '../operation.ts';

export const putObject: Operation = async ({ request, payload, store, bucket, key, now }) => {
  const target = store.bucket(bucket);
  const condition = writeCondition((name) => request.headers.get(name));
  const headers = headersToStore(request);
  const draft = await store.createDraft();
  try {
    const received = await receiveBody(request, payload, (piece) => draft.write(piece));
    const info: ObjectInfo = {
      key,
      size: received.size,
      etag: received.md5,
      lastModified: Math.floor(now.getTime() / 1000) * 1000,
      headers,
      checksum: received.checksum,
    };
    await draft.write(infoTail(info));
    await draft.finish();
    await target.commit(draft, info, condition);
    return { status: 200, headers: { ETag: `"${info.etag}"`, ...checksumHeaders(info) } };
  } finally {
    await draft.discard();
  }
};
