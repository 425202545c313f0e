// The POST use case on the in-memory adapters: what it stores and returns.

import { UnavailableError } from '@/lib/server/shared/errors';
import type { MemoryPorts } from '@/test/profile/memory-ports';
import {
  AGENT,
  agentOf,
  BY,
  eventsOf,
  issueOne,
  memoryPortsWithAgent,
  showOne,
} from '@/test/profile/start-states';
import { issueUpload } from './issue-upload';

const asked = { fileName: 'avatar.webp', contentType: 'image/webp' as const };

function errorsOf(memory: MemoryPorts): string[] {
  const messages: string[] = [];
  memory.log.error = (_fields, message) => void messages.push(message);
  return messages;
}

test('the upload key has the upload prefix, and the response contains the key of the image', async () => {
  const memory = memoryPortsWithAgent();
  const { presignedUrl, s3Key, expiresIn, headers } = await issueUpload(memory, AGENT, asked, BY);
  const [, uuid] = /^profiles\/agente\/([0-9a-f-]{36})\.webp$/.exec(s3Key) ?? [];
  expect(presignedUrl).toBe(`memory:uploads/agente/${uuid}.webp`);
  expect(expiresIn).toBe(300);
  expect(headers).toEqual({ 'content-type': 'image/webp' });
});

test('the four attributes name the newest issued image, while the shown one stays', async () => {
  const memory = memoryPortsWithAgent();
  const shown = await showOne(memory);
  const image = await issueOne(memory);
  const { images } = await agentOf(memory);
  expect(images.newest).toEqual({
    key: image.key,
    contentType: 'image/png',
    fileName: 'foto.png',
    updatedAt: image.issuedAt,
  });
  expect(images.shown?.key).toBe(shown.key);
  expect(images.imageSeq).toBe(2);
  expect(eventsOf(memory, image)).toEqual(['issued']);
});

test('five concurrent requests get distinct sequence numbers', async () => {
  const memory = memoryPortsWithAgent();
  const images = await Promise.all(Array.from({ length: 5 }, () => issueOne(memory)));
  expect(images.map(({ seq }) => seq).sort()).toEqual([1, 2, 3, 4, 5]);
});

test('if presigning fails, nothing is stored, and the log has the sentence of the original API', async () => {
  const memory = memoryPortsWithAgent();
  const errors = errorsOf(memory);
  memory.signer.presignPut = () => Promise.reject(new UnavailableError('No credentials'));
  await expect(issueUpload(memory, AGENT, asked, BY)).rejects.toThrow(UnavailableError);
  expect(memory.store.images()).toEqual([]);
  expect(errors).toEqual(['Error generating presigned URL: ProfileError: No credentials']);
});

test('if storing fails, no URL is returned, and the log has the sentence of the original API', async () => {
  const memory = memoryPortsWithAgent();
  const errors = errorsOf(memory);
  memory.store.commit = () => Promise.reject(new UnavailableError('DynamoDB is busy'));
  await expect(issueUpload(memory, AGENT, asked, BY)).rejects.toThrow(UnavailableError);
  expect(errors).toEqual(['Error saving image metadata: ProfileError: DynamoDB is busy']);
});
