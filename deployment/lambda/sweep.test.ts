// The function that sweeps, on the local engines.

import { cameraPhoto } from 'odd-images/camera-photo';
import { engineEnv } from '@/lib/server/env';
import { newAgent } from '@/test/lambda/agent';
import { eventBridgeEvent, queueEvent } from '@/test/lambda/event-documents';
import { handler as onUpload } from './process-upload';
import { handler } from './sweep';

const sweep: (event: unknown) => Promise<unknown> = handler;

const scheduled = {
  version: '0',
  id: '53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa',
  'detail-type': 'Scheduled Event',
  source: 'aws.events',
  account: '123456789012',
  time: '2026-11-24T12:00:00Z',
  region: 'us-east-1',
  resources: ['arn:aws:events:us-east-1:123456789012:rule/polizalab-profile-sweep'],
  detail: {},
};

test('deletes what is due, twice at once and once more, and keeps what is shown', async () => {
  const bytes = new Uint8Array(await cameraPhoto({ width: 320, height: 240, format: 'png' }));
  const agent = await newAgent();
  const shown = await agent.upload(bytes);
  await onUpload(queueEvent(eventBridgeEvent(engineEnv().bucket, shown.uploadKey)));
  const abandoned = await agent.upload(bytes);
  await agent.age(abandoned.imageId);
  await agent.age(shown.imageId);

  await Promise.all([sweep(scheduled), sweep(scheduled)]);
  await sweep(scheduled);

  expect(await agent.state(abandoned.imageId)).toBe('deleted');
  expect(await agent.history(abandoned.imageId)).toEqual([
    'issued',
    'expired',
    'deleting',
    'deleted',
  ]);
  const profile = await agent.profile();
  expect(profile?.profileImageKey).toBe(shown.s3Key);
  const picture = await fetch(profile?.profileImageUrl ?? '');
  expect(picture.status).toBe(200);
  // An unread body keeps its connection open.
  await picture.arrayBuffer();
});
