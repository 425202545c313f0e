// Objects: stored headers and metadata, keys, and ranges.
import assert from 'node:assert/strict';
import { HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { assertFields, type Cases, etagOf, put, statusAndCode } from './fixture.ts';

/** Reads a range of `0123456789`; `expected` is the status, the Content-Range, and the body or error code. */
function range(header: string, expected: [number, string | undefined, string]): Cases[string] {
  return async (fixture) => {
    await put(fixture, 'object/digits', '0123456789');
    const got = await fixture.signed({ key: 'object/digits', headers: { range: header } });
    const body = got.status < 300 ? got.body.toString() : (got.code ?? '');
    const contentRange = got.status === 206 ? got.headers.get('content-range') : undefined;
    assert.deepEqual([got.status, contentRange, body], expected);
  };
}

export const objectCases: Cases = {
  'the ETag is the MD5': async (fixture) => {
    const stored = await put(fixture, 'object/etag', 'content');
    const head = await fixture.signed({ method: 'HEAD', key: 'object/etag' });
    assert.deepEqual(
      [stored.headers.get('etag'), head.headers.get('etag')],
      [etagOf('content'), etagOf('content')],
    );
  },
  'headers and metadata are kept': async (fixture) => {
    const where = { Bucket: fixture.bucket, Key: 'object/headers' };
    await fixture.s3.send(
      new PutObjectCommand({
        ...where,
        Body: 'x',
        ContentType: 'image/png',
        CacheControl: 'private, max-age=60',
        ContentDisposition: 'inline; filename="a.png"',
        ContentEncoding: 'identity',
        ContentLanguage: 'es',
        Expires: new Date('2040-01-01T00:00:00Z'),
        Metadata: { camera: 'x100', 'taken-by': 'agente' },
      }),
    );
    const got = await fixture.s3.send(new HeadObjectCommand(where));
    assertFields(got, {
      ContentType: 'image/png',
      CacheControl: 'private, max-age=60',
      ContentDisposition: 'inline; filename="a.png"',
      ContentEncoding: 'identity',
      ContentLanguage: 'es',
      ExpiresString: 'Sun, 01 Jan 2040 00:00:00 GMT',
      Metadata: { camera: 'x100', 'taken-by': 'agente' },
      ContentLength: 1,
    });
    assert.ok(Math.abs(Date.now() - (got.LastModified?.getTime() ?? 0)) < 60_000);
  },
  'the default content type is binary/octet-stream': async (fixture) => {
    await put(fixture, 'object/untyped');
    const got = await fixture.signed({ key: 'object/untyped' });
    assert.equal(got.headers.get('content-type'), 'binary/octet-stream');
  },
  'an overwrite replaces bytes and metadata': async (fixture) => {
    const options = { method: 'PUT', key: 'object/overwritten' };
    await fixture.signed({ ...options, body: 'first', headers: { 'x-amz-meta-a': '1' } });
    await fixture.signed({ ...options, body: '2nd' });
    const got = await fixture.signed({ key: options.key });
    assert.deepEqual([got.body.toString(), got.headers.has('x-amz-meta-a')], ['2nd', false]);
  },
  'too much metadata': async (fixture) => {
    const headers = { 'x-amz-meta-long': 'm'.repeat(2100) };
    const response = await fixture.signed({ method: 'PUT', key: 'object/metadata', headers });
    assert.equal(statusAndCode(response), '400 MetadataTooLarge');
  },
  'a key of 1024 bytes, but no longer': async (fixture) => {
    const longest = 'ñ'.repeat(512);
    await put(fixture, longest, 'long');
    assert.equal((await fixture.signed({ key: longest })).body.toString(), 'long');
    const response = await fixture.signed({ method: 'PUT', key: `${longest}a`, body: 'x' });
    assert.equal(statusAndCode(response), '400 KeyTooLongError');
  },
  'a missing object or bucket': async (fixture) => {
    assert.equal(statusAndCode(await fixture.signed({ key: 'object/missing' })), '404 NoSuchKey');
    const head = await fixture.signed({ method: 'HEAD', key: 'object/missing' });
    assert.deepEqual([head.status, head.body.length], [404, 0]);
    for (const method of ['GET', 'PUT', 'DELETE']) {
      const response = await fixture.signed({ method, path: '/no-such-bucket-here/key' });
      assert.equal(statusAndCode(response), '404 NoSuchBucket');
    }
  },
  'HEAD returns the headers of GET': async (fixture) => {
    await put(fixture, 'object/both', 'both');
    const [get, head] = await Promise.all(
      ['GET', 'HEAD'].map((method) => fixture.signed({ method, key: 'object/both' })),
    );
    for (const name of [
      'content-length',
      'content-type',
      'etag',
      'last-modified',
      'accept-ranges',
    ]) {
      assert.deepEqual([name, head?.headers.get(name)], [name, get?.headers.get(name)]);
    }
    assert.deepEqual([head?.status, head?.body.length], [200, 0]);
  },
  'range: the first bytes': range('bytes=0-3', [206, 'bytes 0-3/10', '0123']),
  'range: from an offset to the end': range('bytes=7-', [206, 'bytes 7-9/10', '789']),
  'range: the last bytes': range('bytes=-2', [206, 'bytes 8-9/10', '89']),
  'range: a suffix longer than the object': range('bytes=-20', [206, 'bytes 0-9/10', '0123456789']),
  'range: past the end is clipped': range('bytes=8-99', [206, 'bytes 8-9/10', '89']),
  'range: starts past the end': range('bytes=10-', [416, undefined, 'InvalidRange']),
  'range: several ranges are ignored': range('bytes=0-1,3-4', [200, undefined, '0123456789']),
  'range: another unit is ignored': range('lines=0-1', [200, undefined, '0123456789']),
  'range: HEAD': async (fixture) => {
    await put(fixture, 'object/digits', '0123456789');
    const headers = { range: 'bytes=2-4' };
    const head = await fixture.signed({ method: 'HEAD', key: 'object/digits', headers });
    assert.deepEqual([head.status, head.headers.get('content-length')], [206, '3']);
  },
};
