// CopyObject.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html
import { startChecksum } from '../checksums.ts';
import { checkCopySource, writeCondition } from '../conditions.ts';
import { notImplemented, S3Error } from '../errors.ts';
import { infoTail, type ObjectInfo } from '../object-file.ts';
import { checksumHeaders, headersToStore } from '../object-headers.ts';
import { type Operation, xmlReply } from '../operation.ts';
import { uriDecode } from '../percent-encoding.ts';
import { amzHeader } from '../request.ts';
import { element, xmlDocument } from '../xml.ts';

export const copyObject: Operation = async ({ request, store, bucket, key, now }) => {
  const header = (name: string) => amzHeader(request, name);
  const target = store.bucket(bucket);
  const condition = writeCondition((name) => request.headers.get(name));
  const source = readSource(header('x-amz-copy-source') ?? '');
  const directive = header('x-amz-metadata-directive') ?? 'COPY';
  if (directive !== 'COPY' && directive !== 'REPLACE') {
    throw new S3Error('InvalidArgument', 'Unknown metadata directive.', {
      ArgumentName: 'x-amz-metadata-directive',
      ArgumentValue: directive,
    });
  }
  const onItself = source.bucket === bucket && source.key === key;
  if (onItself && directive === 'COPY' && header('x-amz-storage-class') === undefined) {
    throw new S3Error(
      'InvalidRequest',
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
    );
  }
  const algorithm = header('x-amz-checksum-algorithm')?.toLowerCase();
  const checksum = algorithm === undefined ? undefined : startChecksum(algorithm);
  const headers = headersToStore(request);

  const { file, info: original } = await store.bucket(source.bucket).openObject(source.key);
  const draft = await store.createDraft();
  try {
    checkCopySource(header, original);
    if (original.size > 0) {
      const bytes = file.createReadStream({ start: 0, end: original.size - 1, autoClose: false });
      for await (const piece of bytes as AsyncIterable<Buffer>) {
        checksum?.update(piece);
        await draft.write(piece);
      }
    }
    const info: ObjectInfo = {
      ...original,
      key,
      lastModified: Math.floor(now.getTime() / 1000) * 1000,
      headers: directive === 'REPLACE' ? headers : copiedHeaders(original, headers),
      checksum: algorithm && checksum ? { algorithm, value: checksum.digest() } : original.checksum,
    };
    await draft.write(infoTail(info));
    await draft.finish();
    await target.commit(draft, info, condition);
    return xmlReply(
      xmlDocument('CopyObjectResult', [
        element('LastModified', new Date(info.lastModified).toISOString()),
        element('ETag', `"${info.etag}"`),
        ...Object.entries(checksumHeaders(info)).map(([name, value]) =>
          element(elementName(name), value),
        ),
      ]),
    );
  } finally {
    await file.close();
    await draft.discard();
  }
};

/** The headers of the source, except its storage class, which comes from the request. */
function copiedHeaders(original: ObjectInfo, given: Record<string, string>) {
  const { 'x-amz-storage-class': _, ...headers } = original.headers;
  const storageClass = given['x-amz-storage-class'];
  return { ...headers, ...(storageClass && { 'x-amz-storage-class': storageClass }) };
}

/** The XML element for a header: `ChecksumCRC32C` for `x-amz-checksum-crc32c`. */
function elementName(header: string): string {
  const last = header.slice('x-amz-checksum-'.length);
  return `Checksum${last === 'type' ? 'Type' : last.toUpperCase()}`;
}

/** Parses `bucket/key`, percent-encoded, with or without a leading slash. */
function readSource(header: string): { bucket: string; key: string } {
  const [encoded = '', version] = header.split('?');
  if (version !== undefined) throw notImplemented(`x-amz-copy-source: ?${version}`);
  const path = uriDecode(encoded).replace(/^\//, '');
  const slash = path.indexOf('/');
  if (slash < 1 || slash === path.length - 1) {
    throw new S3Error(
      'InvalidArgument',
      'Copy Source must mention the source bucket and key: sourcebucket/sourcekey',
      { ArgumentName: 'x-amz-copy-source', ArgumentValue: header },
    );
  }
  return { bucket: path.slice(0, slash), key: path.slice(slash + 1) };
}
