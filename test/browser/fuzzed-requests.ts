// Fuzzed requests to the pages and to handlers outside the profile API, which has its own fuzz tests.
import fc from 'fast-check';

/** The request line and headers; `<session>` is replaced by a valid session. */
export interface Attempt {
  lines: string[];
  body?: string;
}

const PATHS = [
  '/',
  '/profile',
  '/sign-in',
  '/sign-out',
  '/language',
  '/nothing',
  '/api/health',
  '/api/openapi.json',
  '/api/cron/sweep',
  '/api/auth',
  ...['csrf', 'session', 'providers', 'error', 'signin', 'signin/oidc', 'signin/credentials'].map(
    (action) => `/api/auth/${action}`,
  ),
  ...[
    'callback/credentials',
    'callback/oidc',
    'callback/email',
    'signout',
    '_log',
    'verify-request',
  ].map((action) => `/api/auth/${action}`),
];
const NAUGHTY = [
  '',
  '%',
  '%00',
  '%ff',
  '\u00ff\u00fe',
  '../../etc/passwd',
  '%2e%2e%2f',
  '//evil.example',
  'http://evil.example/',
  'javascript:alert(1)',
  '/\\evil.example',
  'http://[',
  '{"a":',
  '[[[',
  '__proto__',
  'constructor',
  '$1',
  '$@1',
  'null',
  '-1',
  '1e999',
  'true',
  '<script>',
  'a'.repeat(3000),
];

const naughty = fc.oneof(
  fc.constantFrom(...NAUGHTY),
  fc.string({ unit: fc.integer({ min: 0x21, max: 0x7e }).map((c) => String.fromCharCode(c)) }),
);
const FIELDS = [
  'callbackUrl',
  'error',
  'state',
  'code',
  'iss',
  'csrfToken',
  'json',
  'email',
  'password',
];
const field = fc.tuple(fc.constantFrom(...FIELDS, 'locale', 'from', '__proto__', '_rsc'), naughty);
const HEADERS = [
  'Accept',
  'Accept-Language',
  'Authorization',
  'Content-Type',
  'If-Modified-Since',
  'If-None-Match',
  'Next-Action',
  'Next-Router-Prefetch',
  'Next-Router-Segment-Prefetch',
  'Next-Router-State-Tree',
  'Next-Url',
  'Origin',
  'Purpose',
  'RSC',
  'Range',
  'Sec-Fetch-Site',
  'X-Forwarded-For',
  'X-Forwarded-Host',
  'X-Forwarded-Port',
  'X-Forwarded-Proto',
  'X-Middleware-Rewrite',
  'X-Middleware-Subrequest',
  'X-Matched-Path',
  'X-Nextjs-Data',
];
const header = fc.oneof(
  fc.tuple(fc.constantFrom(...HEADERS), naughty).map(([name, value]) => `${name}: ${value}`),
  fc
    .tuple(
      fc.constantFrom(
        'next-auth.session-token',
        'next-auth.callback-url',
        'next-auth.csrf-token',
        'locale',
      ),
      naughty,
    )
    .map(([name, value]) => `Cookie: ${name}=${value}`),
  fc.constantFrom(
    'Content-Type: application/json',
    'Content-Type: application/x-www-form-urlencoded',
    'Content-Type: multipart/form-data; boundary=x',
    'RSC: 1',
    'Next-Router-Prefetch: 1',
    'Authorization: Bearer eyJhbGciOiJub25lIn0.e30.',
    'Cookie: <session>',
  ),
);
export const fuzzed: fc.Arbitrary<Attempt> = fc
  .record({
    method: fc.constantFrom(
      'GET',
      'GET',
      'GET',
      'POST',
      'POST',
      'PUT',
      'DELETE',
      'HEAD',
      'OPTIONS',
    ),
    path: fc.constantFrom(...PATHS),
    more: fc.option(naughty, { freq: 6, nil: '' }),
    query: fc.array(field, { maxLength: 3 }),
    headers: fc.array(header, { maxLength: 4 }),
    form: fc.array(field, { maxLength: 4 }),
    raw: fc.option(naughty, { freq: 4, nil: undefined }),
  })
  .map(({ method, path, more, query, headers, form, raw }) => {
    const search = query.map(([name, value]) => `${name}=${value}`).join('&');
    const url = `${path}${more && `/${more}`}${search && `?${search}`}`.replace(
      /[\s\u0080-\uffff]/g,
      '',
    );
    const body = raw ?? form.map(([name, value]) => `${name}=${value}`).join('&');
    const lines = [`${method} ${url} HTTP/1.1`, ...new Set(headers)];
    return method === 'POST' || method === 'PUT' ? { lines, body } : { lines };
  });
