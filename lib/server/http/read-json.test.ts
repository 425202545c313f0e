// Compressed bodies are rejected without decompressing them, since a small one may expand to gigabytes.
import { gzipSync } from 'node:zlib';
import { PUT } from '@/app/api/profile/route';
import { newAgent } from '@/test/http/agent';

const call = async (body: string | Uint8Array, coding: string) => {
  const agent = await newAgent();
  const headers = { 'content-type': 'application/json', 'content-encoding': coding };
  return PUT(agent.request('PUT', '/api/profile', body, headers));
};

test.each(['gzip', 'br', 'deflate', 'GZIP', 'gzip, gzip', 'identity, gzip', 'x', ''])(
  'Content-Encoding %p: 415, with the accepted encodings',
  async (coding) => {
    for (const body of ['{"nombre":"Eva"}', gzipSync('{"nombre":"Eva"}')]) {
      const answer = await call(body, coding);
      expect(answer.status).toBe(415);
      expect(answer.headers.get('accept-encoding')).toBe('identity');
    }
  },
);

test.each(['identity', ' Identity '])('Content-Encoding %p is accepted', async (coding) => {
  expect((await call('{"nombre":"Eva"}', coding)).status).toBe(200);
});
