// What is no request, or none that S3 knows: refused with a 4xx, and the server stands.
import { type Ask, type Bench, type Cases, put, refusal } from './bench.ts';
import { exchange, parseResponse } from './raw-http.ts';

function refusedPath(rest: string): Cases[string] {
  return async (bench) => {
    const ask: Ask = { path: `/${bench.bucket}/${rest}` };
    expect(refusal(await bench.signed(ask))).toBe('400 InvalidURI');
  };
}

async function standsAfter(bench: Bench, bytes: string | Buffer): Promise<void> {
  const answer = await exchange(bench.target.endpoint, Buffer.from(bytes), true);
  if (answer.length > 0) {
    const { status } = parseResponse(answer);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
  }
  await put(bench, 'malformed/still-standing');
}

export const malformedCases: Cases = {
  'a stray percent sign': refusedPath('100%'),
  'a percent sign before what is not hexadecimal': refusedPath('%zz'),
  'a key that is not UTF-8': refusedPath('%ff%fe'),
  'a method that S3 has not': async (bench) => {
    const response = await bench.signed({ method: 'PATCH', key: 'malformed/patch' });
    expect(refusal(response)).toBe('405 MethodNotAllowed');
  },
  'no HTTP at all': (bench) => standsAfter(bench, 'hello\r\n\r\n'),
  'bytes of all kinds': (bench) =>
    standsAfter(bench, Buffer.from(Array.from({ length: 512 }, (_, i) => i % 256))),
  'a head that never ends': (bench) =>
    standsAfter(bench, `GET / HTTP/1.1\r\nx: ${'y'.repeat(100_000)}`),
  'a length that is no number': (bench) =>
    standsAfter(bench, 'PUT /a/b HTTP/1.1\r\nhost: localhost\r\ncontent-length: many\r\n\r\n'),
  'a head cut off': (bench) => standsAfter(bench, 'GET / HTTP/1.1\r\nhost: loc'),
};
