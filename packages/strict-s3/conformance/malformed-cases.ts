// Malformed requests: the server answers with a 4xx status and keeps running.
import assert from 'node:assert/strict';
import { type Cases, type Fixture, put, type RequestOptions, statusAndCode } from './fixture.ts';
import { exchange, parseResponse } from './raw-http.ts';

function refusedPath(rest: string): Cases[string] {
  return async (fixture) => {
    const options: RequestOptions = { path: `/${fixture.bucket}/${rest}` };
    assert.equal(statusAndCode(await fixture.signed(options)), '400 InvalidURI');
  };
}

async function survives(fixture: Fixture, bytes: string | Buffer): Promise<void> {
  const answer = await exchange(fixture.target.endpoint, Buffer.from(bytes), true);
  if (answer.length > 0) {
    const { status } = parseResponse(answer);
    assert.ok(status >= 400);
    assert.ok(status < 500);
  }
  await put(fixture, 'malformed/still-running');
}

export const malformedCases: Cases = {
  'a stray percent sign': refusedPath('100%'),
  'a percent sign before a non-hexadecimal character': refusedPath('%zz'),
  'a key that is not UTF-8': refusedPath('%ff%fe'),
  'an unsupported method': async (fixture) => {
    const response = await fixture.signed({ method: 'PATCH', key: 'malformed/patch' });
    assert.equal(statusAndCode(response), '405 MethodNotAllowed');
  },
  'bytes that are not HTTP': (fixture) => survives(fixture, 'hello\r\n\r\n'),
  'binary bytes': (fixture) =>
    survives(fixture, Buffer.from(Array.from({ length: 512 }, (_, i) => i % 256))),
  'a request head over the size limit': (fixture) =>
    survives(fixture, `GET / HTTP/1.1\r\nx: ${'y'.repeat(100_000)}`),
  'a length that is not a number': (fixture) =>
    survives(fixture, 'PUT /a/b HTTP/1.1\r\nhost: localhost\r\ncontent-length: many\r\n\r\n'),
  'a truncated request head': (fixture) => survives(fixture, 'GET / HTTP/1.1\r\nhost: loc'),
};
