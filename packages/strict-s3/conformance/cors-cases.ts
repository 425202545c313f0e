// CORS: the rules that are accepted, preflight requests, and the headers on other responses.
import assert from 'node:assert/strict';
import {
  DeleteBucketCorsCommand,
  GetBucketCorsCommand,
  PutBucketCorsCommand,
} from '@aws-sdk/client-s3';
import { assertFields, type Cases, type Fixture, put, statusAndCode } from './fixture.ts';
import { md5Base64 } from './signing.ts';

const APP = 'http://localhost:3000';
const APP_RULE = {
  ID: 'app',
  AllowedOrigins: [APP, 'https://*.example.com'],
  AllowedMethods: ['PUT', 'GET'],
  AllowedHeaders: ['content-type', 'if-none-match', 'x-amz-checksum-*'],
  ExposeHeaders: ['ETag', 'x-amz-request-id'],
  MaxAgeSeconds: 300,
};
const RULES = [APP_RULE, { AllowedOrigins: ['*'], AllowedMethods: ['HEAD'] }];

async function withRules(fixture: Fixture): Promise<void> {
  await fixture.s3.send(
    new PutBucketCorsCommand({ Bucket: fixture.bucket, CORSConfiguration: { CORSRules: RULES } }),
  );
}

async function preflight(fixture: Fixture, origin: string, method: string, headers?: string) {
  await withRules(fixture);
  return fixture.anonymous({
    method: 'OPTIONS',
    key: 'cors/any',
    headers: {
      origin,
      'access-control-request-method': method,
      ...(headers && { 'access-control-request-headers': headers }),
    },
  });
}

function refusedPreflight(origin: string, method: string, headers?: string): Cases[string] {
  return async (fixture) => {
    const response = await preflight(fixture, origin, method, headers);
    assert.equal(statusAndCode(response), '403 AccessForbidden');
    assert.equal(response.headers.has('access-control-allow-origin'), false);
  };
}

function allowedPreflight(origin: string, method: string, headers?: string): Cases[string] {
  return async (fixture) => {
    const response = await preflight(fixture, origin, method, headers);
    assert.equal(response.status, 200);
    assert.equal(response.headers.get('access-control-allow-origin'), origin);
  };
}

function refusedRules(body: string, expected: string): Cases[string] {
  return async (fixture) => {
    const headers = { 'content-md5': md5Base64(body) };
    const response = await fixture.signed({ method: 'PUT', query: 'cors', body, headers });
    assert.equal(statusAndCode(response), expected);
  };
}

const rule = (inner: string) =>
  `<CORSConfiguration><CORSRule>${inner}</CORSRule></CORSConfiguration>`;
const GET_ONLY = '<AllowedMethod>GET</AllowedMethod>';

export const corsCases: Cases = {
  'rules are stored, returned and deleted': async (fixture) => {
    await withRules(fixture);
    const where = { Bucket: fixture.bucket };
    const { CORSRules } = await fixture.s3.send(new GetBucketCorsCommand(where));
    assert.equal(CORSRules?.length, 2);
    const { AllowedMethods, ...rest } = APP_RULE;
    assertFields(CORSRules[0], rest);
    assert.deepEqual(CORSRules[0]?.AllowedMethods?.sort(), [...AllowedMethods].sort());
    await fixture.s3.send(new DeleteBucketCorsCommand(where));
    const gone = await fixture.signed({ query: 'cors' });
    assert.equal(statusAndCode(gone), '404 NoSuchCORSConfiguration');
  },
  'preflight: several headers': async (fixture) => {
    const headers = 'content-type, if-none-match, x-amz-checksum-sha256';
    const response = await preflight(fixture, APP, 'PUT', headers);
    assert.equal(response.status, 200);
    const sent = Object.fromEntries(response.headers);
    assert.equal(sent['access-control-allow-origin'], APP);
    assert.match(sent['access-control-allow-methods'] ?? '', /PUT/);
    assert.equal(sent['access-control-max-age'], '300');
    assert.match(sent.vary ?? '', /Origin/);
    for (const name of headers.split(', ')) {
      assert.ok(sent['access-control-allow-headers']?.toLowerCase().includes(name));
    }
  },
  'preflight: no headers requested': allowedPreflight(APP, 'GET'),
  'preflight: a wildcard in an origin': allowedPreflight('https://app.example.com', 'PUT'),
  'preflight: header names in any case': allowedPreflight(APP, 'PUT', 'Content-Type'),
  'preflight: any origin': async (fixture) => {
    const response = await preflight(fixture, 'https://elsewhere.test', 'HEAD');
    assert.deepEqual(
      [response.status, response.headers.get('access-control-allow-origin')],
      [200, '*'],
    );
    assert.equal(response.headers.has('access-control-allow-credentials'), false);
  },
  'preflight: another origin': refusedPreflight('http://evil.test', 'PUT'),
  'preflight: an origin with the same prefix': refusedPreflight(`${APP}.evil.test`, 'PUT'),
  'preflight: another scheme': refusedPreflight('https://localhost:3000', 'PUT'),
  'preflight: another method': refusedPreflight(APP, 'DELETE'),
  'preflight: another header': refusedPreflight(APP, 'PUT', 'content-type, x-amz-meta-a'),
  'preflight: no origin': async (fixture) => {
    await withRules(fixture);
    const headers = { 'access-control-request-method': 'PUT' };
    const response = await fixture.anonymous({ method: 'OPTIONS', key: 'cors/any', headers });
    assert.equal(response.status, 400);
  },
  'preflight: no method': async (fixture) => {
    await withRules(fixture);
    const headers = { origin: APP };
    const response = await fixture.anonymous({ method: 'OPTIONS', key: 'cors/any', headers });
    assert.equal(response.status, 400);
  },
  'preflight: no rules': async (fixture) => {
    await fixture.s3.send(new DeleteBucketCorsCommand({ Bucket: fixture.bucket }));
    const headers = { origin: APP, 'access-control-request-method': 'PUT' };
    const response = await fixture.anonymous({ method: 'OPTIONS', key: 'cors/any', headers });
    assert.equal(statusAndCode(response), '403 AccessForbidden');
  },
  'a response to an allowed origin has CORS headers': async (fixture) => {
    await withRules(fixture);
    await put(fixture, 'cors/object');
    const got = await fixture.presigned({ key: 'cors/object', tamper: fromOrigin(APP) });
    assert.equal(got.status, 200);
    assert.equal(got.headers.get('access-control-allow-origin'), APP);
    assert.match(got.headers.get('access-control-expose-headers') ?? '', /ETag/i);
    assert.match(got.headers.get('vary') ?? '', /Origin/);
  },
  'an error to an allowed origin has CORS headers': async (fixture) => {
    await withRules(fixture);
    const options = { key: 'cors/object', signer: { secretAccessKey: 'other' } };
    const response = await fixture.presigned({ ...options, tamper: fromOrigin(APP) });
    assert.equal(response.status, 403);
    assert.equal(response.headers.get('access-control-allow-origin'), APP);
  },
  'a response to another origin has no CORS headers': async (fixture) => {
    await withRules(fixture);
    await put(fixture, 'cors/object');
    const tamper = fromOrigin('http://evil.test');
    const got = await fixture.presigned({ key: 'cors/object', tamper });
    assert.deepEqual([got.status, got.headers.has('access-control-allow-origin')], [200, false]);
  },
  'rules: no origin': refusedRules(rule(GET_ONLY), '400 MalformedXML'),
  'rules: an unsupported method': refusedRules(
    rule('<AllowedMethod>PATCH</AllowedMethod><AllowedOrigin>*</AllowedOrigin>'),
    '400 InvalidRequest',
  ),
  'rules: two wildcards': refusedRules(
    rule(`${GET_ONLY}<AllowedOrigin>http://*.*</AllowedOrigin>`),
    '400 InvalidRequest',
  ),
  'rules: a wildcard in ExposeHeader': refusedRules(
    rule(`${GET_ONLY}<AllowedOrigin>*</AllowedOrigin><ExposeHeader>x-*</ExposeHeader>`),
    '400 InvalidRequest',
  ),
  'rules: not XML': refusedRules('rules', '400 MalformedXML'),
};

function fromOrigin(origin: string) {
  return (sent: { headers: Record<string, string> }) => {
    sent.headers.origin = origin;
  };
}
