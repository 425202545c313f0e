// Objects: what is kept with them, ranges, conditions, copies, deletes.
import {
  CopyObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { type Bench, type Cases, encodeKey, expectAbsent, put, refusal } from './bench';
import { AWKWARD_KEYS } from './signature-cases';
import { md5Base64 } from './signing';

const YESTERDAY = new Date(Date.now() - 86_400_000).toUTCString();
const TOMORROW = new Date(Date.now() + 86_400_000).toUTCString();
const etagOf = (text: string) => `"${Buffer.from(md5Base64(text), 'base64').toString('hex')}"`;

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

const deleteDocument = (keys: string[], more = '') =>
  `<Delete>${more}${keys.map((key) => `<Object><Key>${key}</Key></Object>`).join('')}</Delete>`;

function deleteMany(bench: Bench, body: string, headers: Record<string, string> = {}) {
  return bench.signed({
    method: 'POST',
    query: 'delete',
    body,
    headers: { 'content-md5': md5Base64(body), ...headers },
  });
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
  'copy: bytes, type and metadata go along': async (bench) => {
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
  'copy: REPLACE takes the new metadata': async (bench) => {
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
  'copy: onto itself only with a change': async (bench) => {
    await put(bench, 'object/self', 'self');
    expect(refusal(await copy(bench, 'object/self', 'object/self'))).toBe('400 InvalidRequest');
    const headers = { 'x-amz-metadata-directive': 'REPLACE', 'x-amz-meta-c': '3' };
    expect((await copy(bench, 'object/self', 'object/self', headers)).status).toBe(200);
    const got = await bench.signed({ key: 'object/self' });
    expect([got.body.toString(), got.headers.get('x-amz-meta-c')]).toEqual(['self', '3']);
  },
  'copy: of awkward keys by the SDK': async (bench) => {
    for (const key of AWKWARD_KEYS) {
      await put(bench, key, key);
      const source = `${bench.bucket}/${encodeKey(key)}`;
      const to = { Bucket: bench.bucket, Key: 'object/from-awkward' };
      await bench.s3.send(new CopyObjectCommand({ ...to, CopySource: source }));
      const got = await bench.s3.send(new GetObjectCommand(to));
      expect(await got.Body?.transformToString()).toBe(key);
    }
  },
  'copy: of nothing': async (bench) => {
    expect(refusal(await copy(bench, 'object/x', 'object/missing'))).toBe('404 NoSuchKey');
    const headers = { 'x-amz-copy-source': '/no-such-bucket-here/key' };
    const response = await bench.signed({ method: 'PUT', key: 'object/x', headers });
    expect(refusal(response)).toBe('404 NoSuchBucket');
    const none = { 'x-amz-copy-source': 'neither' };
    const bad = await bench.signed({ method: 'PUT', key: 'object/x', headers: none });
    expect(refusal(bad)).toBe('400 InvalidArgument');
  },
  'copy: if-match holds': copyIf('if-match', etagOf('source'), '200 undefined'),
  'copy: if-match fails': copyIf('if-match', etagOf('x'), '412 PreconditionFailed'),
  'copy: if-none-match fails': copyIf('if-none-match', etagOf('source'), '412 PreconditionFailed'),
  'copy: if-modified-since fails': copyIf('if-modified-since', TOMORROW, '412 PreconditionFailed'),
  'copy: if-unmodified-since fails': copyIf(
    'if-unmodified-since',
    YESTERDAY,
    '412 PreconditionFailed',
  ),
  'copy: if-unmodified-since holds': copyIf('if-unmodified-since', TOMORROW, '200 undefined'),
  'delete: twice is as good as once': async (bench) => {
    await put(bench, 'object/deleted');
    for (const _ of [1, 2]) {
      const response = await bench.signed({ method: 'DELETE', key: 'object/deleted' });
      expect([response.status, response.body.length]).toEqual([204, 0]);
    }
    await expectAbsent(bench, 'object/deleted');
  },
  'delete many: tells each, there or not': async (bench) => {
    const keys = ['object/many/1', 'object/many/<2>&', 'object/many/missing'];
    for (const key of keys.slice(0, 2)) await put(bench, key);
    const result = await bench.s3.send(
      new DeleteObjectsCommand({
        Bucket: bench.bucket,
        Delete: { Objects: keys.map((Key) => ({ Key })) },
      }),
    );
    expect(result.Deleted?.map(({ Key }) => Key).sort()).toEqual([...keys].sort());
    for (const key of keys) await expectAbsent(bench, key);
  },
  'delete many: quietly': async (bench) => {
    await put(bench, 'object/quiet');
    const body = deleteDocument(['object/quiet'], '<Quiet>true</Quiet>');
    const response = await deleteMany(bench, body);
    expect([response.status, response.body.includes('<Deleted>')]).toEqual([200, false]);
    await expectAbsent(bench, 'object/quiet');
  },
  'delete many: not without a digest': async (bench) => {
    await put(bench, 'object/spared');
    const body = deleteDocument(['object/spared']);
    const response = await bench.signed({ method: 'POST', query: 'delete', body });
    expect(refusal(response)).toBe('400 InvalidRequest');
    expect((await bench.signed({ key: 'object/spared' })).status).toBe(200);
  },
  'delete many: not with a wrong digest': async (bench) => {
    await put(bench, 'object/spared');
    const headers = { 'content-md5': md5Base64('other') };
    const response = await deleteMany(bench, deleteDocument(['object/spared']), headers);
    expect(refusal(response)).toBe('400 BadDigest');
    expect((await bench.signed({ key: 'object/spared' })).status).toBe(200);
  },
  'delete many: a thousand and no more': async (bench) => {
    const keys = Array.from({ length: 1001 }, (_, i) => `object/none/${i}`);
    expect((await deleteMany(bench, deleteDocument(keys.slice(1)))).status).toBe(200);
    expect(refusal(await deleteMany(bench, deleteDocument(keys)))).toBe('400 MalformedXML');
  },
  'delete many: documents that are none': async (bench) => {
    for (const body of ['<Delete>', 'hello', '<Delete></Delete>', '<!DOCTYPE a><Delete/>']) {
      expect([body, refusal(await deleteMany(bench, body))]).toEqual([body, '400 MalformedXML']);
    }
  },
};
