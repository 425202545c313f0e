// Objects: what is kept with them, and how they are read.
import { HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { type Cases, etagOf, put, refusal } from './bench.ts';

/** Asks for part of `0123456789` and tells status, range and bytes. */
function range(header: string, expected: [number, string | undefined, string]): Cases[string] {
  return async (bench) => {
    await put(bench, 'object/digits', '0123456789');
    const got = await bench.signed({ key: 'object/digits', headers: { range: header } });
    const body = got.status < 300 ? got.body.toString() : (got.code ?? '');
    const told = got.status === 206 ? got.headers.get('content-range') : undefined;
    expect([got.status, told, body]).toEqual(expected);
  };
}

export const objectCases: Cases = {
  'the ETag is the MD5': async (bench) => {
    const stored = await put(bench, 'object/etag', 'content');
    const head = await bench.signed({ method: 'HEAD', key: 'object/etag' });
    expect([stored.headers.get('etag'), head.headers.get('etag')]).toEqual([
      etagOf('content'),
      etagOf('content'),
    ]);
  },
  'headers and metadata are kept': async (bench) => {
    const where = { Bucket: bench.bucket, Key: 'object/headers' };
    await bench.s3.send(
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
    const got = await bench.s3.send(new HeadObjectCommand(where));
    expect(got).toMatchObject({
      ContentType: 'image/png',
      CacheControl: 'private, max-age=60',
      ContentDisposition: 'inline; filename="a.png"',
      ContentEncoding: 'identity',
      ContentLanguage: 'es',
      ExpiresString: 'Sun, 01 Jan 2040 00:00:00 GMT',
      Metadata: { camera: 'x100', 'taken-by': 'agente' },
      ContentLength: 1,
    });
    expect(Math.abs(Date.now() - (got.LastModified?.getTime() ?? 0))).toBeLessThan(60_000);
  },
  'without a type it is binary/octet-stream': async (bench) => {
    await put(bench, 'object/untyped');
    const got = await bench.signed({ key: 'object/untyped' });
    expect(got.headers.get('content-type')).toBe('binary/octet-stream');
  },
  'an overwrite replaces bytes and metadata': async (bench) => {
    const ask = { method: 'PUT', key: 'object/overwritten' };
    await bench.signed({ ...ask, body: 'first', headers: { 'x-amz-meta-a': '1' } });
    await bench.signed({ ...ask, body: '2nd' });
    const got = await bench.signed({ key: ask.key });
    expect([got.body.toString(), got.headers.has('x-amz-meta-a')]).toEqual(['2nd', false]);
  },
  'too much metadata': async (bench) => {
    const headers = { 'x-amz-meta-long': 'm'.repeat(2100) };
    const response = await bench.signed({ method: 'PUT', key: 'object/metadata', headers });
    expect(refusal(response)).toBe('400 MetadataTooLarge');
  },
  'a key of 1024 bytes, and none longer': async (bench) => {
    const longest = 'ñ'.repeat(512);
    await put(bench, longest, 'long');
    expect((await bench.signed({ key: longest })).body.toString()).toBe('long');
    const response = await bench.signed({ method: 'PUT', key: `${longest}a`, body: 'x' });
    expect(refusal(response)).toBe('400 KeyTooLongError');
  },
  'what is not there': async (bench) => {
    expect(refusal(await bench.signed({ key: 'object/missing' }))).toBe('404 NoSuchKey');
    const head = await bench.signed({ method: 'HEAD', key: 'object/missing' });
    expect([head.status, head.body.length]).toEqual([404, 0]);
    for (const method of ['GET', 'PUT', 'DELETE']) {
      const response = await bench.signed({ method, path: '/no-such-bucket-here/key' });
      expect(refusal(response)).toBe('404 NoSuchBucket');
    }
  },
  'HEAD says what GET says': async (bench) => {
    await put(bench, 'object/both', 'both');
    const [get, head] = await Promise.all(
      ['GET', 'HEAD'].map((method) => bench.signed({ method, key: 'object/both' })),
    );
    for (const name of [
      'content-length',
      'content-type',
      'etag',
      'last-modified',
      'accept-ranges',
    ]) {
      expect([name, head?.headers.get(name)]).toEqual([name, get?.headers.get(name)]);
    }
    expect([head?.status, head?.body.length]).toEqual([200, 0]);
  },
  'range: the first bytes': range('bytes=0-3', [206, 'bytes 0-3/10', '0123']),
  'range: from the middle on': range('bytes=7-', [206, 'bytes 7-9/10', '789']),
  'range: the last bytes': range('bytes=-2', [206, 'bytes 8-9/10', '89']),
  'range: more last bytes than there are': range('bytes=-20', [206, 'bytes 0-9/10', '0123456789']),
  'range: beyond the end': range('bytes=8-99', [206, 'bytes 8-9/10', '89']),
  'range: behind the end': range('bytes=10-', [416, undefined, 'InvalidRange']),
  'range: two at once are ignored': range('bytes=0-1,3-4', [200, undefined, '0123456789']),
  'range: another unit is ignored': range('lines=0-1', [200, undefined, '0123456789']),
  'range: HEAD too': async (bench) => {
    await put(bench, 'object/digits', '0123456789');
    const headers = { range: 'bytes=2-4' };
    const head = await bench.signed({ method: 'HEAD', key: 'object/digits', headers });
    expect([head.status, head.headers.get('content-length')]).toEqual([206, '3']);
  },
};
