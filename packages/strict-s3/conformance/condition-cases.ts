// Conditional reads and writes.
import { type Cases, etagOf, put, refusal, TOMORROW, YESTERDAY } from './bench.ts';

/** A GET under conditions on an object that was stored today as `content`. */
function read(headers: Record<string, string>, status: number): Cases[string] {
  return async (bench) => {
    await put(bench, 'object/conditional', 'content');
    for (const method of ['GET', 'HEAD']) {
      const got = await bench.signed({ method, key: 'object/conditional', headers });
      expect(got.status).toBe(status);
      if (status === 304) expect(got.headers.get('etag')).toBe(etagOf('content'));
      if (status === 304 || method === 'HEAD') expect(got.body).toHaveLength(0);
    }
  };
}

/** A PUT under conditions where `old` stands. */
function write(headers: Record<string, string>, expected: string): Cases[string] {
  return async (bench) => {
    await put(bench, 'object/guarded', 'old');
    const key = 'object/guarded';
    const response = await bench.signed({ method: 'PUT', key, body: 'new', headers });
    expect(refusal(response)).toBe(expected);
    const now = (await bench.signed({ key })).body.toString();
    expect(now).toBe(response.status === 200 ? 'new' : 'old');
  };
}

export const conditionCases: Cases = {
  'read: If-Match holds': read({ 'if-match': etagOf('content') }, 200),
  'read: If-Match fails': read({ 'if-match': etagOf('other') }, 412),
  'read: If-None-Match holds': read({ 'if-none-match': etagOf('other') }, 200),
  'read: If-None-Match fails': read({ 'if-none-match': etagOf('content') }, 304),
  'read: modified since': read({ 'if-modified-since': YESTERDAY }, 200),
  'read: not modified since': read({ 'if-modified-since': TOMORROW }, 304),
  'read: unmodified since': read({ 'if-unmodified-since': TOMORROW }, 200),
  'read: not unmodified since': read({ 'if-unmodified-since': YESTERDAY }, 412),
  'read: If-Match outweighs the date': read(
    { 'if-match': etagOf('content'), 'if-unmodified-since': YESTERDAY },
    200,
  ),
  'read: If-None-Match outweighs the date': read(
    { 'if-none-match': etagOf('content'), 'if-modified-since': YESTERDAY },
    304,
  ),
  'write: If-None-Match where something stands': write(
    { 'if-none-match': '*' },
    '412 PreconditionFailed',
  ),
  'write: If-Match holds': write({ 'if-match': etagOf('old') }, '200 undefined'),
  'write: If-Match fails': write({ 'if-match': etagOf('other') }, '412 PreconditionFailed'),
  'write: If-Match where nothing stands': async (bench) => {
    const headers = { 'if-match': etagOf('old') };
    const key = 'object/never';
    const response = await bench.signed({ method: 'PUT', key, body: 'new', headers });
    expect(refusal(response)).toBe('404 NoSuchKey');
  },
  'write: of eight at once with If-None-Match one wins': async (bench) => {
    const key = 'object/raced';
    const bodies = Array.from({ length: 8 }, (_, i) => `racer ${i}`);
    const headers = { 'if-none-match': '*' };
    const responses = await Promise.all(
      bodies.map((body) => bench.signed({ method: 'PUT', key, body, headers })),
    );
    const winners = bodies.filter((_, i) => responses[i]?.status === 200);
    expect(winners).toHaveLength(1);
    for (const response of responses.filter(({ status }) => status !== 200)) {
      expect(['412 PreconditionFailed', '409 ConditionalRequestConflict']).toContain(
        refusal(response),
      );
    }
    expect((await bench.signed({ key })).body.toString()).toBe(winners[0]);
  },
  'read: a range only of the object that If-Range names': async (bench) => {
    const key = 'condition/if-range';
    await put(bench, key, '0123456789');
    const ask = (tag: string) =>
      bench.signed({ key, headers: { range: 'bytes=0-1', 'if-range': tag } });
    expect((await ask(etagOf('0123456789'))).body.toString()).toBe('01');
    expect((await ask(etagOf('other'))).body.toString()).toBe('0123456789');
  },
  'delete: only with the right If-Match': async (bench) => {
    const key = 'condition/deleted';
    await put(bench, key, 'content');
    const ask = (tag: string) =>
      bench.signed({ method: 'DELETE', key, headers: { 'if-match': etagOf(tag) } });
    expect(refusal(await ask('other'))).toBe('412 PreconditionFailed');
    expect((await bench.signed({ key })).status).toBe(200);
    expect((await ask('content')).status).toBe(204);
  },
};
