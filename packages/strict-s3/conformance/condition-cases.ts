// Conditional reads and writes.
import assert from 'node:assert/strict';
import { type Cases, etagOf, put, statusAndCode, TOMORROW, YESTERDAY } from './fixture.ts';

/** A conditional GET and HEAD of an object with the bytes `content`, stored today. */
function read(headers: Record<string, string>, status: number): Cases[string] {
  return async (fixture) => {
    await put(fixture, 'object/conditional', 'content');
    for (const method of ['GET', 'HEAD']) {
      const got = await fixture.signed({ method, key: 'object/conditional', headers });
      assert.equal(got.status, status);
      if (status === 304) assert.equal(got.headers.get('etag'), etagOf('content'));
      if (status === 304 || method === 'HEAD') assert.equal(got.body.length, 0);
    }
  };
}

/** A conditional PUT on an object with the bytes `old`. */
function write(headers: Record<string, string>, expected: string): Cases[string] {
  return async (fixture) => {
    await put(fixture, 'object/guarded', 'old');
    const key = 'object/guarded';
    const response = await fixture.signed({ method: 'PUT', key, body: 'new', headers });
    assert.equal(statusAndCode(response), expected);
    const now = (await fixture.signed({ key })).body.toString();
    assert.equal(now, response.status === 200 ? 'new' : 'old');
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
  'read: If-Match takes precedence over the date': read(
    { 'if-match': etagOf('content'), 'if-unmodified-since': YESTERDAY },
    200,
  ),
  'read: If-None-Match takes precedence over the date': read(
    { 'if-none-match': etagOf('content'), 'if-modified-since': YESTERDAY },
    304,
  ),
  'write: If-None-Match on an existing object': write(
    { 'if-none-match': '*' },
    '412 PreconditionFailed',
  ),
  'write: If-Match holds': write({ 'if-match': etagOf('old') }, '200 undefined'),
  'write: If-Match fails': write({ 'if-match': etagOf('other') }, '412 PreconditionFailed'),
  'write: If-Match on a missing object': async (fixture) => {
    const headers = { 'if-match': etagOf('old') };
    const key = 'object/never';
    const response = await fixture.signed({ method: 'PUT', key, body: 'new', headers });
    assert.equal(statusAndCode(response), '404 NoSuchKey');
  },
  'write: one of eight concurrent If-None-Match writes wins': async (fixture) => {
    const key = 'object/raced';
    const bodies = Array.from({ length: 8 }, (_, i) => `racer ${i}`);
    const headers = { 'if-none-match': '*' };
    const responses = await Promise.all(
      bodies.map((body) => fixture.signed({ method: 'PUT', key, body, headers })),
    );
    const winners = bodies.filter((_, i) => responses[i]?.status === 200);
    assert.equal(winners.length, 1);
    for (const response of responses.filter(({ status }) => status !== 200)) {
      assert.ok(
        ['412 PreconditionFailed', '409 ConditionalRequestConflict'].includes(
          statusAndCode(response),
        ),
      );
    }
    assert.equal((await fixture.signed({ key })).body.toString(), winners[0]);
  },
  'read: If-Range': async (fixture) => {
    const key = 'condition/if-range';
    await put(fixture, key, '0123456789');
    const options = (tag: string) =>
      fixture.signed({ key, headers: { range: 'bytes=0-1', 'if-range': tag } });
    assert.equal((await options(etagOf('0123456789'))).body.toString(), '01');
    assert.equal((await options(etagOf('other'))).body.toString(), '0123456789');
  },
  'delete: If-Match': async (fixture) => {
    const key = 'condition/deleted';
    await put(fixture, key, 'content');
    const options = (tag: string) =>
      fixture.signed({ method: 'DELETE', key, headers: { 'if-match': etagOf(tag) } });
    assert.equal(statusAndCode(await options('other')), '412 PreconditionFailed');
    assert.equal((await fixture.signed({ key })).status, 200);
    assert.equal((await options('content')).status, 204);
  },
};
