// DeleteObject and DeleteObjects.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html
import { deleteCondition } from '../conditions.ts';
import { notImplemented, S3Error } from '../errors.ts';
import { type Operation, xmlReply } from '../operation.ts';
import { childTexts, element, parseXml, type XmlNode, xmlDocument } from '../xml.ts';
import { receiveCheckedDocument } from './checked-document.ts';

const MAX_KEYS = 1000;

export const deleteObject: Operation = async ({ request, store, bucket, key }) => {
  await store.bucket(bucket).remove(key, deleteCondition(request.headers.get('if-match')));
  return { status: 204 };
};

export const deleteObjects: Operation = async ({ request, payload, store, bucket }) => {
  const target = store.bucket(bucket);
  const root = parseXml(await receiveCheckedDocument(request, payload), 'Delete');
  const objects = root.children.filter((child) => child.name === 'Object').map(readEntry);
  if (objects.length === 0 || objects.length > MAX_KEYS) throw new S3Error('MalformedXML');
  const quiet = childTexts(root, 'Quiet')[0]?.trim() === 'true';
  const results: string[] = [];
  for (const { key, etag } of objects) {
    try {
      await target.remove(key, deleteCondition(etag));
      if (!quiet) results.push(element('Deleted', [element('Key', key)]));
    } catch (error) {
      if (!(error instanceof S3Error)) throw error;
      const { code, message } = error;
      results.push(
        element('Error', [element('Key', key), element('Code', code), element('Message', message)]),
      );
    }
  }
  return xmlReply(xmlDocument('DeleteResult', results));
};

function readEntry(node: XmlNode): { key: string; etag: string | undefined } {
  const [key] = childTexts(node, 'Key');
  if (!key) throw new S3Error('MalformedXML');
  if (childTexts(node, 'VersionId').length > 0) throw notImplemented('VersionId');
  return { key, etag: childTexts(node, 'ETag')[0] };
}
