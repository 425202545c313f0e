// The signature in the query: presigned URLs, what they allow and for how long.
import { randomUUID } from 'node:crypto';
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { type Ask, type Cases, expectAbsent, put, refusal, type Sent } from './bench.ts';
import { sha256 } from './signing.ts';

const minutesFromNow = (minutes: number) => new Date(Date.now() + minutes * 60_000);
const base64Sha256 = (text: string) => Buffer.from(sha256(text), 'hex').toString('base64');

function refused(expected: string, ask: Ask): Cases[string] {
  return async (bench) => {
    await put(bench, 'presigned/victim');
    const response = await bench.presigned({ key: 'presigned/victim', ...ask });
    expect(refusal(response)).toBe(expected);
  };
}

/** A PUT that must not be taken, and must leave nothing. */
function refusedPut(expected: string, ask: Ask): Cases[string] {
  return async (bench) => {
    const key = `presigned/refused-${randomUUID()}`;
    const response = await bench.presigned({ method: 'PUT', key, body: 'bytes', ...ask });
    expect(refusal(response)).toBe(expected);
    await expectAbsent(bench, key);
  };
}

const change = (name: string, value: string) => ({
  tamper: (sent: Sent) => {
    sent.query = sent.query.replace(new RegExp(`${name}=[^&]*`), `${name}=${value}`);
  },
});
const drop = (name: string) => ({
  tamper: (sent: Sent) => {
    sent.query = sent.query.replace(new RegExp(`&?${name}=[^&]*`), '');
  },
});
const png = { 'content-type': 'image/png' };
const setHeader = (name: string, value: string) => ({
  tamper: (sent: Sent) => {
    sent.headers[name] = value;
  },
});

export const presignedCases: Cases = {
  'PUT, GET, HEAD and DELETE': async (bench) => {
    const key = 'presigned/all four';
    expect((await bench.presigned({ method: 'PUT', key, body: 'four' })).status).toBe(200);
    expect((await bench.presigned({ key })).body.toString()).toBe('four');
    expect((await bench.presigned({ method: 'HEAD', key })).headers.get('content-length')).toBe(
      '4',
    );
    expect((await bench.presigned({ method: 'DELETE', key })).status).toBe(204);
    await expectAbsent(bench, key);
  },
  'URLs of the SDK': async (bench) => {
    const client = bench.client({ requestChecksumCalculation: 'WHEN_REQUIRED' });
    const where = { Bucket: bench.bucket, Key: 'presigned/sdk +ñ.png' };
    const putUrl = await getSignedUrl(
      client,
      new PutObjectCommand({ ...where, ContentType: 'image/png' }),
      { signableHeaders: new Set(['content-type']) },
    );
    const wrong = await fetch(putUrl, {
      method: 'PUT',
      body: 'x',
      headers: { 'content-type': 'image/gif' },
    });
    expect(wrong.status).toBe(403);
    const right = await fetch(putUrl, { method: 'PUT', body: 'sdk', headers: png });
    expect(right.status).toBe(200);
    const got = await fetch(await getSignedUrl(client, new GetObjectCommand(where)));
    expect([await got.text(), got.headers.get('content-type')]).toEqual(['sdk', 'image/png']);
  },
  'a URL for one method is none for another': refused('403 SignatureDoesNotMatch', {
    tamper: (sent) => {
      sent.method = 'DELETE';
    },
  }),
  expired: refused('403 AccessDenied', { at: minutesFromNow(-6) }),
  'not expired': async (bench) => {
    await put(bench, 'presigned/fresh');
    const got = await bench.presigned({ key: 'presigned/fresh', at: minutesFromNow(-4) });
    expect(got.status).toBe(200);
  },
  'not yet valid': refused('403 AccessDenied', { at: minutesFromNow(20) }),
  'a week at most': async (bench) => {
    await put(bench, 'presigned/week');
    const ask = { key: 'presigned/week' };
    expect((await bench.presigned({ ...ask, expires: 604_800 })).status).toBe(200);
    const tooLong = await bench.presigned({ ...ask, expires: 604_801 });
    expect(refusal(tooLong)).toBe('400 AuthorizationQueryParametersError');
  },
  'no seconds at all': refused('400 AuthorizationQueryParametersError', { expires: 0 }),
  'fewer than none': refused('400 AuthorizationQueryParametersError', { expires: -1 }),
  'no number of seconds': refused('400 AuthorizationQueryParametersError', { expires: 'soon' }),
  'the expiry changed': refused('403 SignatureDoesNotMatch', change('X-Amz-Expires', '3600')),
  'the date changed': refused('403 SignatureDoesNotMatch', {
    tamper: (sent) => {
      sent.query = sent.query.replace(
        /(?<=X-Amz-Date=\d{8}T\d{5})\d/,
        (second) => `${(Number(second) + 1) % 10}`,
      );
    },
  }),
  'the signed headers changed': refused('403 SignatureDoesNotMatch', {
    headers: png,
    ...change('X-Amz-SignedHeaders', 'host'),
  }),
  'the signature changed': refused(
    '403 SignatureDoesNotMatch',
    change('X-Amz-Signature', '0'.repeat(64)),
  ),
  'the key changed': refused('403 SignatureDoesNotMatch', {
    tamper: (sent) => {
      sent.path = sent.path.replace('victim', 'victim2');
    },
  }),
  'a parameter added': refused('403 SignatureDoesNotMatch', {
    tamper: (sent) => {
      sent.query += '&response-content-type=text%2Fhtml';
    },
  }),
  'an unknown parameter added': refused('403 SignatureDoesNotMatch', {
    tamper: (sent) => {
      sent.query = `a=b&${sent.query}`;
    },
  }),
  'an unknown key id': refused('403 InvalidAccessKeyId', { signer: { accessKeyId: 'NOBODY' } }),
  'a wrong secret': refused('403 SignatureDoesNotMatch', { signer: { secretAccessKey: 'other' } }),
  'another region': refused('400 AuthorizationQueryParametersError', {
    signer: { region: 'eu-south-2' },
  }),
  'another algorithm': refused(
    '400 AuthorizationQueryParametersError',
    change('X-Amz-Algorithm', 'AWS4-HMAC-MD5'),
  ),
  'no date': refused('400 AuthorizationQueryParametersError', drop('X-Amz-Date')),
  'no expiry': refused('400 AuthorizationQueryParametersError', drop('X-Amz-Expires')),
  'no signature': refused('400 AuthorizationQueryParametersError', drop('X-Amz-Signature')),
  'a date that is none': refused(
    '400 AuthorizationQueryParametersError',
    change('X-Amz-Date', 'yesterday'),
  ),
  'a session token of nobody': refused('400 InvalidToken', {
    query: 'X-Amz-Security-Token=a-token',
  }),
  'PUT: another type than was signed': refusedPut('403 SignatureDoesNotMatch', {
    headers: png,
    ...setHeader('content-type', 'image/gif'),
  }),
  'PUT: no type where one was signed': refusedPut('403 SignatureDoesNotMatch', {
    headers: png,
    tamper: (sent) => {
      delete sent.headers['content-type'];
    },
  }),
  'PUT: any type where none was signed': async (bench) => {
    const ask = { method: 'PUT', key: 'presigned/any-type', body: 'x' };
    const response = await bench.presigned({ ...ask, ...setHeader('content-type', 'text/plain') });
    expect(response.status).toBe(200);
  },
  'PUT: a longer body than was signed': refusedPut('403 SignatureDoesNotMatch', {
    headers: { 'content-length': '5' },
    tamper: (sent) => {
      sent.headers['content-length'] = '6';
      sent.body = Buffer.from('longer');
    },
  }),
  'PUT: an x-amz header that was not signed': refusedPut(
    '403 AccessDenied',
    setHeader('x-amz-meta-a', '1'),
  ),
  'PUT: an If-None-Match left out that was signed': refusedPut('403 SignatureDoesNotMatch', {
    headers: { 'if-none-match': '*' },
    tamper: (sent) => {
      delete sent.headers['if-none-match'];
    },
  }),
  'PUT: with If-None-Match, once only': async (bench) => {
    const ask = { method: 'PUT', key: 'presigned/once', headers: { 'if-none-match': '*' } };
    expect((await bench.presigned({ ...ask, body: 'first' })).status).toBe(200);
    expect(refusal(await bench.presigned({ ...ask, body: 'second' }))).toBe(
      '412 PreconditionFailed',
    );
    expect((await bench.signed({ key: ask.key })).body.toString()).toBe('first');
  },
  'PUT: the body that the signed checksum promised': async (bench) => {
    const headers = { 'x-amz-checksum-sha256': base64Sha256('promised') };
    const ask = { method: 'PUT', key: 'presigned/checksum', headers, body: 'promised' };
    expect((await bench.presigned(ask)).status).toBe(200);
  },
  'PUT: another body than the signed checksum promised': refusedPut('400 BadDigest', {
    headers: { 'x-amz-checksum-sha256': base64Sha256('promised') },
  }),
  'PUT: another body than a checksum in the query promised': refusedPut('400 BadDigest', {
    query: 'x-amz-checksum-crc32=AAAAAA%3D%3D',
  }),
  'GET: response overrides': async (bench) => {
    await put(bench, 'presigned/overrides');
    const got = await bench.presigned({
      key: 'presigned/overrides',
      query: [
        'response-content-type=text%2Fhtml',
        'response-content-disposition=attachment%3B%20filename%3D%22a.html%22',
        'response-cache-control=no-store',
        'response-content-language=es',
        'response-content-encoding=identity',
        'response-expires=Thu%2C%2001%20Dec%202044%2016%3A00%3A00%20GMT',
      ].join('&'),
    });
    expect(got.status).toBe(200);
    expect(Object.fromEntries(got.headers)).toMatchObject({
      'content-type': 'text/html',
      'content-disposition': 'attachment; filename="a.html"',
      'cache-control': 'no-store',
      'content-language': 'es',
      'content-encoding': 'identity',
      expires: 'Thu, 01 Dec 2044 16:00:00 GMT',
    });
  },
  'GET: response overrides only where it is signed': async (bench) => {
    await put(bench, 'presigned/overrides');
    const query = 'response-content-type=text%2Fhtml';
    const response = await bench.anonymous({ key: 'presigned/overrides', query });
    expect(refusal(response)).toBe('400 InvalidRequest');
  },
};
