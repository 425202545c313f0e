// Signatures in the query: what a presigned URL allows, and for how long.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import {
  assertFields,
  type Cases,
  expectAbsent,
  put,
  type RequestOptions,
  type Sent,
  statusAndCode,
} from './fixture.ts';
import { sha256 } from './signing.ts';

const minutesFromNow = (minutes: number) => new Date(Date.now() + minutes * 60_000);
const base64Sha256 = (text: string) => Buffer.from(sha256(text), 'hex').toString('base64');

function refused(expected: string, options: RequestOptions): Cases[string] {
  return async (fixture) => {
    await put(fixture, 'presigned/victim');
    const response = await fixture.presigned({ key: 'presigned/victim', ...options });
    assert.equal(statusAndCode(response), expected);
  };
}

/** A PUT that the server must reject, without storing anything. */
function refusedPut(expected: string, options: RequestOptions): Cases[string] {
  return async (fixture) => {
    const key = `presigned/refused-${randomUUID()}`;
    const response = await fixture.presigned({ method: 'PUT', key, body: 'bytes', ...options });
    assert.equal(statusAndCode(response), expected);
    await expectAbsent(fixture, key);
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
  'PUT, GET, HEAD and DELETE': async (fixture) => {
    const key = 'presigned/all four';
    assert.equal((await fixture.presigned({ method: 'PUT', key, body: 'four' })).status, 200);
    assert.equal((await fixture.presigned({ key })).body.toString(), 'four');
    assert.equal(
      (await fixture.presigned({ method: 'HEAD', key })).headers.get('content-length'),
      '4',
    );
    assert.equal((await fixture.presigned({ method: 'DELETE', key })).status, 204);
    await expectAbsent(fixture, key);
  },
  'URLs made by the SDK': async (fixture) => {
    const client = fixture.client({ requestChecksumCalculation: 'WHEN_REQUIRED' });
    const where = { Bucket: fixture.bucket, Key: 'presigned/sdk +ñ.png' };
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
    assert.equal(wrong.status, 403);
    const right = await fetch(putUrl, { method: 'PUT', body: 'sdk', headers: png });
    assert.equal(right.status, 200);
    const got = await fetch(await getSignedUrl(client, new GetObjectCommand(where)));
    assert.deepEqual([await got.text(), got.headers.get('content-type')], ['sdk', 'image/png']);
  },
  'a URL for one method, used with another': refused('403 SignatureDoesNotMatch', {
    tamper: (sent) => {
      sent.method = 'DELETE';
    },
  }),
  expired: refused('403 AccessDenied', { at: minutesFromNow(-6) }),
  'not expired': async (fixture) => {
    await put(fixture, 'presigned/fresh');
    const got = await fixture.presigned({ key: 'presigned/fresh', at: minutesFromNow(-4) });
    assert.equal(got.status, 200);
  },
  'not yet valid': refused('403 AccessDenied', { at: minutesFromNow(20) }),
  'at most one week': async (fixture) => {
    await put(fixture, 'presigned/week');
    const options = { key: 'presigned/week' };
    assert.equal((await fixture.presigned({ ...options, expires: 604_800 })).status, 200);
    const tooLong = await fixture.presigned({ ...options, expires: 604_801 });
    assert.equal(statusAndCode(tooLong), '400 AuthorizationQueryParametersError');
  },
  'an expiry of zero': refused('400 AuthorizationQueryParametersError', { expires: 0 }),
  'a negative expiry': refused('400 AuthorizationQueryParametersError', { expires: -1 }),
  'an expiry that is not a number': refused('400 AuthorizationQueryParametersError', {
    expires: 'soon',
  }),
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
  'an invalid date': refused(
    '400 AuthorizationQueryParametersError',
    change('X-Amz-Date', 'yesterday'),
  ),
  'an unknown session token': refused('400 InvalidToken', {
    query: 'X-Amz-Security-Token=a-token',
  }),
  'PUT: a content type other than the signed one': refusedPut('403 SignatureDoesNotMatch', {
    headers: png,
    ...setHeader('content-type', 'image/gif'),
  }),
  'PUT: a signed content type left out': refusedPut('403 SignatureDoesNotMatch', {
    headers: png,
    tamper: (sent) => {
      delete sent.headers['content-type'];
    },
  }),
  'PUT: any content type when none was signed': async (fixture) => {
    const options = { method: 'PUT', key: 'presigned/any-type', body: 'x' };
    const response = await fixture.presigned({
      ...options,
      ...setHeader('content-type', 'text/plain'),
    });
    assert.equal(response.status, 200);
  },
  'PUT: a body longer than the signed length': refusedPut('403 SignatureDoesNotMatch', {
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
  'PUT: a signed If-None-Match left out': refusedPut('403 SignatureDoesNotMatch', {
    headers: { 'if-none-match': '*' },
    tamper: (sent) => {
      delete sent.headers['if-none-match'];
    },
  }),
  'PUT: If-None-Match allows one upload only': async (fixture) => {
    const options = { method: 'PUT', key: 'presigned/once', headers: { 'if-none-match': '*' } };
    assert.equal((await fixture.presigned({ ...options, body: 'first' })).status, 200);
    assert.equal(
      statusAndCode(await fixture.presigned({ ...options, body: 'second' })),
      '412 PreconditionFailed',
    );
    assert.equal((await fixture.signed({ key: options.key })).body.toString(), 'first');
  },
  'PUT: a body that matches the signed checksum': async (fixture) => {
    const headers = { 'x-amz-checksum-sha256': base64Sha256('promised') };
    const options = { method: 'PUT', key: 'presigned/checksum', headers, body: 'promised' };
    assert.equal((await fixture.presigned(options)).status, 200);
  },
  'PUT: a body that does not match the signed checksum': refusedPut('400 BadDigest', {
    headers: { 'x-amz-checksum-sha256': base64Sha256('promised') },
  }),
  'PUT: a body that does not match a checksum in the query': refusedPut('400 BadDigest', {
    query: 'x-amz-checksum-crc32=AAAAAA%3D%3D',
  }),
  'GET: response overrides': async (fixture) => {
    await put(fixture, 'presigned/overrides');
    const got = await fixture.presigned({
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
    assert.equal(got.status, 200);
    assertFields(Object.fromEntries(got.headers), {
      'content-type': 'text/html',
      'content-disposition': 'attachment; filename="a.html"',
      'cache-control': 'no-store',
      'content-language': 'es',
      'content-encoding': 'identity',
      expires: 'Thu, 01 Dec 2044 16:00:00 GMT',
    });
  },
  'GET: response overrides without a signature': async (fixture) => {
    await put(fixture, 'presigned/overrides');
    const query = 'response-content-type=text%2Fhtml';
    const response = await fixture.anonymous({ key: 'presigned/overrides', query });
    assert.equal(statusAndCode(response), '400 InvalidRequest');
  },
};
