// PutBucketCors, GetBucketCors and DeleteBucketCors.
import { corsDocument, parseCors } from '../cors.ts';
import { S3Error } from '../errors.ts';
import { type Operation, xmlReply } from '../operation.ts';
import { receiveCheckedDocument } from './checked-document.ts';

export const putBucketCors: Operation = async ({ request, payload, store, bucket }) => {
  const target = store.bucket(bucket);
  await target.setCors(parseCors(await receiveCheckedDocument(request, payload)));
  return { status: 200 };
};

export const getBucketCors: Operation = async ({ store, bucket }) => {
  const { cors } = store.bucket(bucket);
  if (!cors) throw new S3Error('NoSuchCORSConfiguration', undefined, { BucketName: bucket });
  return xmlReply(corsDocument(cors));
};

export const deleteBucketCors: Operation = async ({ store, bucket }) => {
  await store.bucket(bucket).setCors(undefined);
  return { status: 204 };
};
