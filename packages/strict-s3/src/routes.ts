// Finds the operation of a request. It rejects what S3 has and this server does not implement, by name.
import { notImplemented, S3Error } from './errors.ts';
import { checkHeaders } from './known-headers.ts';
import type { Operation } from './operation.ts';
import { deleteBucketCors, getBucketCors, putBucketCors } from './operations/bucket-cors.ts';
import {
  createBucket,
  deleteBucket,
  getBucketLocation,
  headBucket,
  listBuckets,
} from './operations/buckets.ts';
import { copyObject } from './operations/copy-object.ts';
import { deleteObject, deleteObjects } from './operations/delete-objects.ts';
import { getObject, headObject } from './operations/get-object.ts';
import { listObjects, listObjectsV2 } from './operations/list-objects.ts';
import { putObject } from './operations/put-object.ts';
import { amzHeader, queryValue, type S3Request } from './request.ts';

/** Query parameters that select another operation. */
const SUBRESOURCES = new Set(
  `accelerate acl analytics annotation append attributes cors delete encryption intelligent-tiering inventory legal-hold
  lifecycle location logging metadataConfiguration metadataInventoryTable metadataTable metrics notification object-lock
  ownershipControls partNumber policy policyStatus position publicAccessBlock renameObject replication requestPayment
  restore retention select select-type session tagging torrent uploadId uploads versionId versioning versions website
  abac`.split(/\s+/),
);

/** Operations by level, method and subresource. */
const OPERATIONS = new Map<string, Operation>([
  ['service GET', listBuckets],
  ['bucket GET', listObjects],
  ['bucket GET location', getBucketLocation],
  ['bucket GET cors', getBucketCors],
  ['bucket PUT', createBucket],
  ['bucket PUT cors', putBucketCors],
  ['bucket DELETE', deleteBucket],
  ['bucket DELETE cors', deleteBucketCors],
  ['bucket HEAD', headBucket],
  ['bucket POST delete', deleteObjects],
  ['object GET', getObject],
  ['object HEAD', headObject],
  ['object PUT', putObject],
  ['object DELETE', deleteObject],
]);
const METHODS = ['GET', 'HEAD', 'PUT', 'POST', 'DELETE'];

/** @throws S3Error NotImplemented, MethodNotAllowed, and the errors of `checkHeaders` */
export function findOperation(request: S3Request): Operation {
  const { method } = request;
  const level = request.bucket === undefined ? 'service' : request.key ? 'object' : 'bucket';
  const subresource = request.query.find(([name]) => SUBRESOURCES.has(name))?.[0];
  const name = [level, method, ...(subresource ? [subresource] : [])].join(' ');
  checkHeaders(request);
  if (name === 'object PUT' && amzHeader(request, 'x-amz-copy-source') !== undefined) {
    return copyObject;
  }
  if (name === 'bucket GET' && queryValue(request, 'list-type') === '2') return listObjectsV2;
  const operation = OPERATIONS.get(name);
  if (operation) return operation;
  if (!METHODS.includes(method))
    throw new S3Error('MethodNotAllowed', undefined, { Method: method });
  if (subresource) throw notImplemented(`${method} ?${subresource}`);
  if (name === 'bucket POST') throw notImplemented('POST policy uploads');
  throw new S3Error('MethodNotAllowed', undefined, { Method: method });
}

/** True for operations that read the body themselves. */
export function readsBody(operation: Operation): boolean {
  return [putObject, createBucket, putBucketCors, deleteObjects].includes(operation);
}
