// CopyObject.
import assert from 'node:assert/strict';
import { CopyObjectCommand, GetObjectCommand } from '@aws-sdk/client-s3';
import {
  type Cases,
  encodeKey,
  etagOf,
  expectAbsent,
  type Fixture,
  put,
  statusAndCode,
  TOMORROW,
  YESTERDAY,
} from './fixture.ts';
import { AWKWARD_KEYS } from './signature-cases.ts';

function copy(fixture: Fixture, to: string, from: string, headers: Record<string, string> = {}) {
  const source = `/${fixture.bucket}/${encodeKey(from)}`;
  return fixture.signed({
    method: 'PUT',
    key: to,
    headers: { 'x-amz-copy-source': source, ...headers },
  });
}

function copyIf(name: string, value: string, expected: string): Cases[string] {
  return async (fixture) => {
    await put(fixture, 'object/source', 'source');
    await fixture.signed({ method: 'DELETE', key: 'object/copy-if' });
    const headers = { [`x-amz-copy-source-${name}`]: value };
    const response = await copy(fixture, 'object/copy-if', 'object/source', headers);
    assert.equal(statusAndCode(response), expected);
    if (response.status !== 200) await expectAbsent(fixture, 'object/copy-if');
  };
}

export const copyCases: Cases = {
  'bytes, content type and metadata are copied': async (fixture) => {
    const headers = { 'content-type': 'image/webp', 'x-amz-meta-a': '1' };
    await fixture.signed({ method: 'PUT', key: 'object/original', body: 'original', headers });
    const response = await copy(fixture, 'object/copied', 'object/original');
    assert.match(response.body.toString(), /<CopyObjectResult/);
    const got = await fixture.signed({ key: 'object/copied' });
    assert.deepEqual(
      [got.body.toString(), got.headers.get('content-type')],
      ['original', 'image/webp'],
    );
    assert.equal(got.headers.get('x-amz-meta-a'), '1');
    assert.equal(got.headers.get('etag'), etagOf('original'));
  },
  'REPLACE stores the new metadata': async (fixture) => {
    await put(fixture, 'object/original', 'original');
    await copy(fixture, 'object/replaced', 'object/original', {
      'x-amz-metadata-directive': 'REPLACE',
      'content-type': 'text/plain',
      'x-amz-meta-b': '2',
    });
    const got = await fixture.signed({ key: 'object/replaced' });
    assert.deepEqual(
      [got.headers.get('content-type'), got.headers.get('x-amz-meta-b')],
      ['text/plain', '2'],
    );
  },
  'onto itself only with a change': async (fixture) => {
    await put(fixture, 'object/self', 'self');
    assert.equal(
      statusAndCode(await copy(fixture, 'object/self', 'object/self')),
      '400 InvalidRequest',
    );
    const headers = { 'x-amz-metadata-directive': 'REPLACE', 'x-amz-meta-c': '3' };
    assert.equal((await copy(fixture, 'object/self', 'object/self', headers)).status, 200);
    const got = await fixture.signed({ key: 'object/self' });
    assert.deepEqual([got.body.toString(), got.headers.get('x-amz-meta-c')], ['self', '3']);
  },
  'awkward keys, copied by the SDK': async (fixture) => {
    for (const key of AWKWARD_KEYS) {
      await put(fixture, key, key);
      const source = `${fixture.bucket}/${encodeKey(key)}`;
      const to = { Bucket: fixture.bucket, Key: 'object/from-awkward' };
      await fixture.s3.send(new CopyObjectCommand({ ...to, CopySource: source }));
      const got = await fixture.s3.send(new GetObjectCommand(to));
      assert.equal(await got.Body?.transformToString(), key);
    }
  },
  'a missing source': async (fixture) => {
    assert.equal(statusAndCode(await copy(fixture, 'object/x', 'object/missing')), '404 NoSuchKey');
    const headers = { 'x-amz-copy-source': '/no-such-bucket-here/key' };
    const response = await fixture.signed({ method: 'PUT', key: 'object/x', headers });
    assert.equal(statusAndCode(response), '404 NoSuchBucket');
    const none = { 'x-amz-copy-source': 'neither' };
    const bad = await fixture.signed({ method: 'PUT', key: 'object/x', headers: none });
    assert.equal(statusAndCode(bad), '400 InvalidArgument');
  },
  'if-match holds': copyIf('if-match', etagOf('source'), '200 undefined'),
  'if-match fails': copyIf('if-match', etagOf('x'), '412 PreconditionFailed'),
  'if-none-match fails': copyIf('if-none-match', etagOf('source'), '412 PreconditionFailed'),
  'if-modified-since fails': copyIf('if-modified-since', TOMORROW, '412 PreconditionFailed'),
  'if-unmodified-since fails': copyIf('if-unmodified-since', YESTERDAY, '412 PreconditionFailed'),
  'if-unmodified-since holds': copyIf('if-unmodified-since', TOMORROW, '200 undefined'),
  'If-None-Match on an existing destination': async (fixture) => {
    await put(fixture, 'copy/source', 'source');
    await put(fixture, 'copy/taken', 'taken');
    const response = await copy(fixture, 'copy/taken', 'copy/source', { 'if-none-match': '*' });
    assert.equal(statusAndCode(response), '412 PreconditionFailed');
    assert.equal((await fixture.signed({ key: 'copy/taken' })).body.toString(), 'taken');
  },
};
