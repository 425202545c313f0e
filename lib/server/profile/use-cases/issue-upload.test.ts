// The POST use case on the in-memory adapters: what it stores and returns.

import { UnavailableError } from '@/lib/server/shared/errors';
import type { World } from '@/test/profile/memory-ports';
import {
  AGENT,
  agentOf,
  agentsWorld,
  BY,
  eventsOf,
  issueOne,
  showOne,
} from '@/test/profile/scenes';
import { issueUpload } from './issue-upload';

const asked = { fileName: 'avatar.webp', contentType: 'image/webp' as const };

function errorsOf(here: World): string[] {
  const messages: string[] = [];
  here.log.error = (_fields, message) => void messages.push(message);
  return messages;
}

test('the upload key has the upload prefix, and the response contains the key of the image', async () => {
  const here = agentsWorld();
  const { presignedUrl, s3Key, expiresIn, headers } = await issueUpload(here, AGENT, asked, BY);
  const [, uuid] = /^profiles\/agente\/([0-9a-f-]{36})\.webp$/.exec(s3Key) ?? [];
  expect(presignedUrl).toBe(`memory:uploads/agente/${uuid}.webp`);
  expect(expiresIn).toBe(300);
  expect(headers).toEqual({ 'content-type': 'image/webp' });
});

test('the four attributes name the newest issued image, while the shown one stays', async () => {
  const here = agentsWorld();
  const shown = await showOne(here);
  const image = await issueOne(here);
  const { images } = await agentOf(here);
  expect(images.newest).toEqual({
    key: image.key,
    contentType: 'image/png',
    fileName: 'foto.png',
    updatedAt: image.issuedAt,
  });
  expect(images.shown?.key).toBe(shown.key);
  expect(images.imageSeq).toBe(2);
  expect(eventsOf(here, image)).toEqual(['issued']);
});

test('five concurrent requests get distinct sequence numbers', async () => {
  const here = agentsWorld();
  const images = await Promise.all(Array.from({ length: 5 }, () => issueOne(here)));
  expect(images.map(({ seq }) => seq).sort()).toEqual([1, 2, 3, 4, 5]);
});

test('if presigning fails, nothing is stored, and the log has the sentence of the original API', async () => {
  const here = agentsWorld();
  const errors = errorsOf(here);
  here.signer.presignPut = () => Promise.reject(new UnavailableError('No credentials'));
  await expect(issueUpload(here, AGENT, asked, BY)).rejects.toThrow(UnavailableError);
  expect(here.store.images()).toEqual([]);
  expect(errors).toEqual(['Error generating presigned URL: ProfileError: No credentials']);
});

test('if storing fails, no URL is returned, and the log has the sentence of the original API', async () => {
  const here = agentsWorld();
  const errors = errorsOf(here);
  here.store.commit = () => Promise.reject(new UnavailableError('DynamoDB is busy'));
  await expect(issueUpload(here, AGENT, asked, BY)).rejects.toThrow(UnavailableError);
  expect(errors).toEqual(['Error saving image metadata: ProfileError: DynamoDB is busy']);
});
