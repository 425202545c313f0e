// ListBuckets, CreateBucket, HeadBucket, DeleteBucket and GetBucketLocation.
import { receiveDocument } from '../body.ts';
import { S3Error } from '../errors.ts';
import { type Operation, xmlReply } from '../operation.ts';
import { childTexts, element, parseXml, xmlDocument } from '../xml.ts';
import { OWNER_ID } from './owner.ts';

export const listBuckets: Operation = async ({ store }) =>
  xmlReply(
    xmlDocument('ListAllMyBucketsResult', [
      element('Owner', [element('ID', OWNER_ID)]),
      element(
        'Buckets',
        store
          .buckets()
          .map((bucket) =>
            element('Bucket', [
              element('Name', bucket.name),
              element('CreationDate', bucket.createdAt.toISOString()),
            ]),
          ),
      ),
    ]),
  );

export const createBucket: Operation = async ({ request, payload, store, bucket, region, now }) => {
  const document = await receiveDocument(request, payload);
  if (document.length > 0) {
    const root = parseXml(document, 'CreateBucketConfiguration');
    const constraint = childTexts(root, 'LocationConstraint')[0]?.trim();
    if (constraint && constraint !== region) {
      throw new S3Error(
        'IllegalLocationConstraintException',
        `The ${constraint} location constraint is incompatible for the region specific endpoint this request was sent to.`,
      );
    }
  }
  await store.createBucket(bucket, now);
  return { status: 200, headers: { Location: `/${bucket}` } };
};

export const headBucket: Operation = async ({ store, bucket, region }) => {
  store.bucket(bucket);
  return { status: 200, headers: { 'x-amz-bucket-region': region } };
};

export const deleteBucket: Operation = async ({ store, bucket }) => {
  await store.deleteBucket(bucket);
  return { status: 204 };
};

/** S3 returns an empty element for us-east-1. */
export const getBucketLocation: Operation = async ({ store, bucket, region }) => {
  store.bucket(bucket);
  return xmlReply(xmlDocument('LocationConstraint', region === 'us-east-1' ? [] : [region]));
};
