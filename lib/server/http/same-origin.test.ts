// The CSRF check, by the headers of the request.
import { requireSameOrigin } from './same-origin';

const APP = 'https://perfil.example.com';
const deployed = { appUrl: `${APP}/`, localSignIn: false };
const local = { appUrl: 'http://localhost:3000', localSignIn: true };

const call = (env: typeof deployed, headers: HeadersInit, method = 'PUT') =>
  requireSameOrigin(new Request(`${APP}/api/profile`, { method, headers }), env);

test.each([
  ['a page of the app', { 'sec-fetch-site': 'same-origin', origin: APP }],
  ['a form of the app', { 'sec-fetch-site': 'same-origin', origin: 'null' }],
  ['a browser that sends no Origin here', { 'sec-fetch-site': 'same-origin' }],
  ['a browser that knows no Sec-Fetch-Site', { origin: APP }],
])('%s is accepted', (_who, headers) => {
  expect(call(deployed, headers)).toBeUndefined();
});

test.each<[string, Record<string, string>]>([
  ['nobody who says so', {}],
  ['another site', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }],
  ['another site, of another name', { 'sec-fetch-site': 'cross-site', origin: APP }],
  ['another site, nameless', { 'sec-fetch-site': 'cross-site' }],
  ['another site, in an old browser', { origin: 'https://evil.example' }],
  ['a sandboxed frame, in an old browser', { origin: 'null' }],
  ['a sister site', { 'sec-fetch-site': 'same-site', origin: APP }],
  ['the address bar', { 'sec-fetch-site': 'none' }],
  ['the same host without TLS', { origin: 'http://perfil.example.com' }],
  ['another port', { 'sec-fetch-site': 'same-origin', origin: `${APP}:8443` }],
  ['a longer name', { origin: `${APP}.evil.example` }],
  ['an empty origin', { origin: '' }],
])('%s is rejected', (_who, headers) => {
  for (const method of ['PUT', 'POST', 'DELETE', 'PATCH']) {
    expect(() => call(deployed, headers, method)).toThrow(
      expect.objectContaining({ code: 'cross_site' }),
    );
  }
  expect(call(deployed, headers, 'GET')).toBeUndefined();
});

test('without the headers a request is accepted with local sign-in, and a cross-site one is not', () => {
  expect(call(local, {})).toBeUndefined();
  for (const [name, value] of [
    ['origin', 'https://evil.example'],
    ['sec-fetch-site', 'none'],
  ] as const) {
    expect(() => call(local, { [name]: value })).toThrow(
      expect.objectContaining({ code: 'cross_site' }),
    );
  }
});
