// All forms of events.
import {
  eventBridgeEvent,
  queueEvent,
  s3Notification,
  s3TestEvent,
} from '@/test/lambda/event-documents';
import { messagesOf, objectsOf } from './upload-events';

const bucket = 'polizalab-documents-dev';
const keys = [
  'uploads/agente/0199.png',
  'uploads/a b+c/ñ 100%.png',
  'uploads/agente/%2e%2e/0199.png',
  "uploads/it's (1).png",
];

test.each(keys)('both forms yield the key %s', (key) => {
  expect(objectsOf(s3Notification(bucket, [key]))).toEqual([{ bucket, key }]);
  expect(objectsOf(eventBridgeEvent(bucket, key))).toEqual([{ bucket, key }]);
  expect(objectsOf(JSON.stringify(eventBridgeEvent(bucket, key)))).toEqual([{ bucket, key }]);
});

test('a notification may contain several objects', () => {
  expect(objectsOf(s3Notification(bucket, keys))).toHaveLength(keys.length);
});

test('a test event and a deletion contain no upload', () => {
  expect(objectsOf(s3TestEvent(bucket))).toEqual([]);
  expect(objectsOf(s3Notification(bucket, keys, 'ObjectRemoved:Delete'))).toEqual([]);
});

test.each([
  ['text', 'hello'],
  ['nothing', ''],
  ['null', 'null'],
  ['a list', '[]'],
  ['an empty object', '{}'],
  ['records of none', '{"Records":[{}]}'],
  ['another source', JSON.stringify({ ...eventBridgeEvent(bucket, 'k'), source: 'aws.ec2' })],
  ['a key that is no text', '{"source":"aws.s3","detail-type":"Object Created","detail":{}}'],
  [
    'a key that is not percent-encoded',
    JSON.stringify(s3Notification(bucket, ['KEY'])).replace('KEY', 'uploads/%E0%A4%A'),
  ],
  ['very deep nesting', '['.repeat(100_000)],
])('%s is no event', (_what, written) => {
  expect(objectsOf(written)).toBeNull();
});

test('messages of a queue differ from direct events', () => {
  expect(messagesOf(queueEvent('a', 'b'))).toMatchObject([
    { messageId: '1', body: 'a' },
    { messageId: '2', body: 'b' },
  ]);
  expect(messagesOf(s3Notification(bucket, keys))).toBeNull();
  expect(messagesOf(undefined)).toBeNull();
});
