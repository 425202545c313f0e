// The function that processes uploads, on the local engines: events that are duplicated, late, out of order or malformed.

import { cameraPhoto } from 'odd-images/camera-photo';
import { engineEnv } from '@/lib/server/env';
import { newAgent } from '@/test/lambda/agent';
import {
  eventBridgeEvent,
  queueEvent,
  s3Notification,
  s3TestEvent,
} from '@/test/lambda/event-documents';
import { handleUploads } from './handle-uploads';
import { handler } from './process-upload';

const { bucket } = engineEnv();
const came = (key: string) => eventBridgeEvent(bucket, key);
const noFailure = { batchItemFailures: [] };
const failures = (...ids: string[]) => ({
  batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })),
});

let photo: Uint8Array<ArrayBuffer>;

beforeAll(async () => {
  photo = new Uint8Array(await cameraPhoto({ width: 640, height: 480, format: 'png' }));
});

describe('an upload that nobody confirmed', () => {
  test('is shown after its event', async () => {
    const agent = await newAgent();
    const { s3Key, uploadKey, imageId } = await agent.upload(photo);
    expect((await agent.profile())?.profileImageKey).toBeNull();

    expect(await handler(queueEvent(came(uploadKey)))).toEqual(noFailure);

    expect(await agent.profile()).toMatchObject({
      profileImageKey: s3Key,
      profileImageStatus: 'shown',
    });
    expect(await agent.history(imageId)).toEqual(['issued', 'shown']);
  });

  test('is shown if the bucket notifies the queue or the function directly', async () => {
    for (const wrap of [queueEvent, (event: object) => event]) {
      const agent = await newAgent();
      const { s3Key, uploadKey } = await agent.upload(photo);
      expect(await handler(wrap(s3Notification(bucket, [uploadKey])))).toEqual(noFailure);
      expect((await agent.profile())?.profileImageKey).toBe(s3Key);
    }
  });
});

describe('unordered events', () => {
  test('repeated in a batch, in concurrent batches and later: the upload is processed once', async () => {
    const agent = await newAgent();
    const { s3Key, uploadKey, imageId } = await agent.upload(photo);
    const twice = queueEvent(came(uploadKey), s3Notification(bucket, [uploadKey, uploadKey]));
    expect(await Promise.all([handler(twice), handler(twice)])).toEqual([noFailure, noFailure]);
    expect(await handler(twice)).toEqual(noFailure);
    expect((await agent.profile())?.profileImageKey).toBe(s3Key);
    expect(await agent.history(imageId)).toEqual(['issued', 'shown']);
  });

  test('the older after the newer: the newer photo stays', async () => {
    const agent = await newAgent();
    const older = await agent.upload(photo);
    const newer = await agent.upload(photo);
    const batch = queueEvent(came(newer.uploadKey), came(older.uploadKey));
    expect(await handler(batch)).toEqual(noFailure);
    expect((await agent.profile())?.profileImageKey).toBe(newer.s3Key);
    expect(await agent.history(older.imageId)).toEqual(['issued', 'superseded']);
  });

  test('after another program has written a photo: that photo stays', async () => {
    const agent = await newAgent();
    const shown = await agent.upload(photo);
    await handler(queueEvent(came(shown.uploadKey)));
    const overtaken = await agent.upload(photo);
    await agent.writeElsewhere(photo);

    expect(await handler(queueEvent(came(overtaken.uploadKey)))).toEqual(noFailure);
    expect(await agent.history(overtaken.imageId)).toEqual(['issued', 'superseded']);
    expect(await agent.history(shown.imageId)).toEqual(['issued', 'shown', 'replaced']);
  });

  test('after another photo is shown, or the object is gone: nothing changes', async () => {
    const agent = await newAgent();
    const first = await agent.upload(photo);
    await handler(queueEvent(came(first.uploadKey)));
    const second = await agent.upload(photo);
    await handler(queueEvent(came(second.uploadKey)));

    expect(await handler(queueEvent(came(first.uploadKey)))).toEqual(noFailure);
    expect((await agent.profile())?.profileImageKey).toBe(second.s3Key);
    expect(await agent.history(first.imageId)).toEqual(['issued', 'shown', 'replaced']);
  });

  test('before the object exists: the upload stays issued', async () => {
    const agent = await newAgent();
    const { uploadKey, imageId } = await agent.upload(null);
    expect(await handler(queueEvent(came(uploadKey)))).toEqual(noFailure);
    expect(await agent.history(imageId)).toEqual(['issued']);
  });
});

test('the event of a rejected image is not retried', async () => {
  const agent = await newAgent();
  const { uploadKey, imageId } = await agent.upload(new TextEncoder().encode('<svg onload="x">'));
  expect(await handler(queueEvent(came(uploadKey)))).toEqual(noFailure);
  expect((await agent.profile())?.profileImageStatus).toBe('rejected');
  expect(await agent.history(imageId)).toEqual(['issued', 'rejected']);
});

test('unreadable documents are listed as failed, and the other messages are handled', async () => {
  const agent = await newAgent();
  const { s3Key, uploadKey } = await agent.upload(photo);
  const batch = queueEvent('not JSON', '{}', came(uploadKey), '{"Records":[{"s3":null}]}');
  expect(await handler(batch)).toEqual(failures('1', '2', '4'));
  expect((await agent.profile())?.profileImageKey).toBe(s3Key);
});

test('a message whose body is no text fails alone', async () => {
  const agent = await newAgent();
  const { s3Key, uploadKey } = await agent.upload(photo);
  const { Records: records } = queueEvent('', '', '', came(uploadKey));
  const [first, second, third, good] = records;
  const { body: _, ...bare } = third ?? {};
  const batch = {
    Records: [{ ...first, body: null }, { ...second, body: 7 }, bare, good],
  };
  expect(await handler(batch)).toEqual(failures('1', '2', '3'));
  expect((await agent.profile())?.profileImageKey).toBe(s3Key);
});

test('objects of others are ignored', async () => {
  const batch = queueEvent(
    s3TestEvent(bucket),
    eventBridgeEvent('another-bucket', 'uploads/agente/0199.png'),
    came('profiles/agente/0199c0de-0000-7000-8000-000000000000.png'),
    came('uploads/'),
    came('uploads/~doctor/probe.png'),
    came('uploads/agente/../colega/0199.png'),
    came('uploads/nobody/0199c0de-0000-7000-8000-000000000000.png'),
    came(`uploads/${'x'.repeat(1016)}`),
  );
  expect(await handler(batch)).toEqual(noFailure);
});

describe('while a service is unavailable', () => {
  const log = { info: () => {}, warn: () => {}, error: () => {} };
  const asked: string[] = [];
  const deps = {
    bucket,
    log,
    async processUpload(key: string) {
      asked.push(key);
      if (key.includes('busy')) throw new Error('S3 cannot answer now');
      return 'processed';
    },
  };

  test('only the failed message is retried', async () => {
    const batch = queueEvent(
      came('uploads/a/1.png'),
      came('uploads/busy/2.png'),
      came('uploads/c/3.png'),
    );
    expect(await handleUploads(batch, deps)).toEqual(failures('2'));
    expect(asked).toEqual(['uploads/a/1.png', 'uploads/busy/2.png', 'uploads/c/3.png']);
  });

  test('an event that was sent directly throws, so that Lambda retries it', async () => {
    const keys = ['uploads/busy/1.png', 'uploads/b/2.png'];
    await expect(handleUploads(s3Notification(bucket, keys), deps)).rejects.toThrow();
    // The event after it was still handled.
    expect(asked.at(-1)).toBe('uploads/b/2.png');
    await expect(handleUploads({ nobody: 'knows' }, deps)).rejects.toThrow();
  });
});
