// Cross-origin access: which rules are taken, what a preflight is told, what stands on every other answer.
import {
  DeleteBucketCorsCommand,
  GetBucketCorsCommand,
  PutBucketCorsCommand,
} from '@aws-sdk/client-s3';
import { type Bench, type Cases, put, refusal } from './bench.ts';
import { md5Base64 } from './signing.ts';

const APP = 'http://localhost:3000';
const RULES = [
  {
    ID: 'app',
    AllowedOrigins: [APP, 'https://*.example.com'],
    AllowedMethods: ['PUT', 'GET'],
    AllowedHeaders: ['content-type', 'if-none-match', 'x-amz-checksum-*'],
    ExposeHeaders: ['ETag', 'x-amz-request-id'],
    MaxAgeSeconds: 300,
  },
  { AllowedOrigins: ['*'], AllowedMethods: ['HEAD'] },
];

async function withRules(bench: Bench): Promise<void> {
  await bench.s3.send(
    new PutBucketCorsCommand({ Bucket: bench.bucket, CORSConfiguration: { CORSRules: RULES } }),
  );
}

async function preflight(bench: Bench, origin: string, method: string, headers?: string) {
  await withRules(bench);
  return bench.anonymous({
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
  return async (bench) => {
    const response = await preflight(bench, origin, method, headers);
    expect(refusal(response)).toBe('403 AccessForbidden');
    expect(response.headers.has('access-control-allow-origin')).toBe(false);
  };
}

function allowedPreflight(origin: string, method: string, headers?: string): Cases[string] {
  return async (bench) => {
    const response = await preflight(bench, origin, method, headers);
    expect(response.status).toBe(200);
    expect(response.headers.get('access-control-allow-origin')).toBe(origin);
  };
}

function refusedRules(body: string, expected: string): Cases[string] {
  return async (bench) => {
    const headers = { 'content-md5': md5Base64(body) };
    const response = await bench.signed({ method: 'PUT', query: 'cors', body, headers });
    expect(refusal(response)).toBe(expected);
  };
}

const rule = (inner: string) =>
  `<CORSConfiguration><CORSRule>${inner}</CORSRule></CORSConfiguration>`;
const GET_ONLY = '<AllowedMethod>GET</AllowedMethod>';

export const corsCases: Cases = {
  'rules come back as they were put, and go': async (bench) => {
    await withRules(bench);
    const where = { Bucket: bench.bucket };
    const { CORSRules } = await bench.s3.send(new GetBucketCorsCommand(where));
    expect(CORSRules?.[0]).toMatchObject({
      ...RULES[0],
      AllowedMethods: expect.arrayContaining(['PUT', 'GET']),
    });
    expect(CORSRules).toHaveLength(2);
    await bench.s3.send(new DeleteBucketCorsCommand(where));
    const gone = await bench.signed({ query: 'cors' });
    expect(refusal(gone)).toBe('404 NoSuchCORSConfiguration');
  },
  'preflight: all that our client sends': async (bench) => {
    const headers = 'content-type, if-none-match, x-amz-checksum-sha256';
    const response = await preflight(bench, APP, 'PUT', headers);
    expect(response.status).toBe(200);
    const told = Object.fromEntries(response.headers);
    expect(told['access-control-allow-origin']).toBe(APP);
    expect(told['access-control-allow-methods']).toContain('PUT');
    expect(told['access-control-max-age']).toBe('300');
    expect(told.vary).toContain('Origin');
    for (const name of headers.split(', ')) {
      expect(told['access-control-allow-headers']?.toLowerCase()).toContain(name);
    }
  },
  'preflight: no headers asked for': allowedPreflight(APP, 'GET'),
  'preflight: a wildcard in an origin': allowedPreflight('https://app.example.com', 'PUT'),
  'preflight: header names in any case': allowedPreflight(APP, 'PUT', 'Content-Type'),
  'preflight: any origin': async (bench) => {
    const response = await preflight(bench, 'https://elsewhere.test', 'HEAD');
    expect([response.status, response.headers.get('access-control-allow-origin')]).toEqual([
      200,
      '*',
    ]);
    expect(response.headers.has('access-control-allow-credentials')).toBe(false);
  },
  'preflight: another origin': refusedPreflight('http://evil.test', 'PUT'),
  'preflight: an origin that only begins alike': refusedPreflight(`${APP}.evil.test`, 'PUT'),
  'preflight: another scheme': refusedPreflight('https://localhost:3000', 'PUT'),
  'preflight: another method': refusedPreflight(APP, 'DELETE'),
  'preflight: another header': refusedPreflight(APP, 'PUT', 'content-type, x-amz-meta-a'),
  'preflight: no origin': async (bench) => {
    await withRules(bench);
    const headers = { 'access-control-request-method': 'PUT' };
    const response = await bench.anonymous({ method: 'OPTIONS', key: 'cors/any', headers });
    expect(response.status).toBe(400);
  },
  'preflight: no method': async (bench) => {
    await withRules(bench);
    const headers = { origin: APP };
    const response = await bench.anonymous({ method: 'OPTIONS', key: 'cors/any', headers });
    expect(response.status).toBe(400);
  },
  'preflight: no rules': async (bench) => {
    await bench.s3.send(new DeleteBucketCorsCommand({ Bucket: bench.bucket }));
    const headers = { origin: APP, 'access-control-request-method': 'PUT' };
    const response = await bench.anonymous({ method: 'OPTIONS', key: 'cors/any', headers });
    expect(refusal(response)).toBe('403 AccessForbidden');
  },
  'an answer tells the origin that asked': async (bench) => {
    await withRules(bench);
    await put(bench, 'cors/object');
    const got = await bench.presigned({ key: 'cors/object', tamper: fromOrigin(APP) });
    expect(got.status).toBe(200);
    expect(got.headers.get('access-control-allow-origin')).toBe(APP);
    expect(got.headers.get('access-control-expose-headers')).toMatch(/ETag/i);
    expect(got.headers.get('vary')).toContain('Origin');
  },
  'a refusal tells it too': async (bench) => {
    await withRules(bench);
    const ask = { key: 'cors/object', signer: { secretAccessKey: 'other' } };
    const response = await bench.presigned({ ...ask, tamper: fromOrigin(APP) });
    expect(response.status).toBe(403);
    expect(response.headers.get('access-control-allow-origin')).toBe(APP);
  },
  'an answer tells another origin nothing': async (bench) => {
    await withRules(bench);
    await put(bench, 'cors/object');
    const tamper = fromOrigin('http://evil.test');
    const got = await bench.presigned({ key: 'cors/object', tamper });
    expect([got.status, got.headers.has('access-control-allow-origin')]).toEqual([200, false]);
  },
  'rules: no origin': refusedRules(rule(GET_ONLY), '400 MalformedXML'),
  'rules: a method that is none': refusedRules(
    rule('<AllowedMethod>PATCH</AllowedMethod><AllowedOrigin>*</AllowedOrigin>'),
    '400 InvalidRequest',
  ),
  'rules: two wildcards': refusedRules(
    rule(`${GET_ONLY}<AllowedOrigin>http://*.*</AllowedOrigin>`),
    '400 InvalidRequest',
  ),
  'rules: a wildcard among the exposed headers': refusedRules(
    rule(`${GET_ONLY}<AllowedOrigin>*</AllowedOrigin><ExposeHeader>x-*</ExposeHeader>`),
    '400 InvalidRequest',
  ),
  'rules: no XML': refusedRules('rules', '400 MalformedXML'),
};

function fromOrigin(origin: string) {
  return (sent: { headers: Record<string, string> }) => {
    sent.headers.origin = origin;
  };
}
