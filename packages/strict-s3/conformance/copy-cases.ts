// Copies within and between buckets.
import { CopyObjectCommand, GetObjectCommand } from '@aws-sdk/client-s3';
import {
  type Bench,
  type Cases,
  encodeKey,
  etagOf,
  expectAbsent,
  put,
  refusal,
  TOMORROW,
  YESTERDAY,
} from './bench.ts';
import { AWKWARD_KEYS } from './signature-cases.ts';

function copy(bench: Bench, to: string, from: string, headers: Record<string, string> = {}) {
  const source = `/${bench.bucket}/${encodeKey(from)}`;
  return bench.signed({
    method: 'PUT',
    key: to,
    headers: { 'x-amz-copy-source': source, ...headers },
  });
}

function copyIf(name: string, value: string, expected: string): Cases[string] {
  return async (bench) => {
    await put(bench, 'object/source', 'source');
    await bench.signed({ method: 'DELETE', key: 'object/copy-if' });
    const headers = { [`x-amz-copy-source-${name}`]: value };
    const response = await copy(bench, 'object/copy-if', 'object/source', headers);
    expect(refusal(response)).toBe(expected);
    if (response.status !== 200) await expectAbsent(bench, 'object/copy-if');
  };
}

export const copyCases: Cases = {
  'bytes, type and metadata go along': async (bench) => {
    const headers = { 'content-type': 'image/webp', 'x-amz-meta-a': '1' };
    await bench.signed({ method: 'PUT', key: 'object/original', body: 'original', headers });
    const response = await copy(bench, 'object/copied', 'object/original');
    expect(response.body.toString()).toContain('<CopyObjectResult');
    const got = await bench.signed({ key: 'object/copied' });
    expect([got.body.toString(), got.headers.get('content-type')]).toEqual([
      'original',
      'image/webp',
    ]);
    expect(got.headers.get('x-amz-meta-a')).toBe('1');
    expect(got.headers.get('etag')).toBe(etagOf('original'));
  },
  'REPLACE takes the new metadata': async (bench) => {
    await put(bench, 'object/original', 'original');
    await copy(bench, 'object/replaced', 'object/original', {
      'x-amz-metadata-directive': 'REPLACE',
      'content-type': 'text/plain',
      'x-amz-meta-b': '2',
    });
    const got = await bench.signed({ key: 'object/replaced' });
    expect([got.headers.get('content-type'), got.headers.get('x-amz-meta-b')]).toEqual([
      'text/plain',
      '2',
    ]);
  },
  'onto itself only with a change': async (bench) => {
    await put(bench, 'object/self', 'self');
    expect(refusal(await copy(bench, 'object/self', 'object/self'))).toBe('400 InvalidRequest');
    const headers = { 'x-amz-metadata-directive': 'REPLACE', 'x-amz-meta-c': '3' };
    expect((await copy(bench, 'object/self', 'object/self', headers)).status).toBe(200);
    const got = await bench.signed({ key: 'object/self' });
    expect([got.body.toString(), got.headers.get('x-amz-meta-c')]).toEqual(['self', '3']);
  },
  'of awkward keys by the SDK': async (bench) => {
    for (const key of AWKWARD_KEYS) {
      await put(bench, key, key);
      const source = `${bench.bucket}/${encodeKey(key)}`;
      const to = { Bucket: bench.bucket, Key: 'object/from-awkward' };
      await bench.s3.send(new CopyObjectCommand({ ...to, CopySource: source }));
      const got = await bench.s3.send(new GetObjectCommand(to));
      expect(await got.Body?.transformToString()).toBe(key);
    }
  },
  'of nothing': async (bench) => {
    expect(refusal(await copy(bench, 'object/x', 'object/missing'))).toBe('404 NoSuchKey');
    const headers = { 'x-amz-copy-source': '/no-such-bucket-here/key' };
    const response = await bench.signed({ method: 'PUT', key: 'object/x', headers });
    expect(refusal(response)).toBe('404 NoSuchBucket');
    const none = { 'x-amz-copy-source': 'neither' };
    const bad = await bench.signed({ method: 'PUT', key: 'object/x', headers: none });
    expect(refusal(bad)).toBe('400 InvalidArgument');
  },
  'if-match holds': copyIf('if-match', etagOf('source'), '200 undefined'),
  'if-match fails': copyIf('if-match', etagOf('x'), '412 PreconditionFailed'),
  'if-none-match fails': copyIf('if-none-match', etagOf('source'), '412 PreconditionFailed'),
  'if-modified-since fails': copyIf('if-modified-since', TOMORROW, '412 PreconditionFailed'),
  'if-unmodified-since fails': copyIf('if-unmodified-since', YESTERDAY, '412 PreconditionFailed'),
  'if-unmodified-since holds': copyIf('if-unmodified-since', TOMORROW, '200 undefined'),
  'not over something, with If-None-Match': async (bench) => {
    await put(bench, 'copy/source', 'source');
    await put(bench, 'copy/taken', 'taken');
    const response = await copy(bench, 'copy/taken', 'copy/source', { 'if-none-match': '*' });
    expect(refusal(response)).toBe('412 PreconditionFailed');
    expect((await bench.signed({ key: 'copy/taken' })).body.toString()).toBe('taken');
  },
};
