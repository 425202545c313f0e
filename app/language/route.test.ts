// Choosing a language with the form of a page.
import { makeRequest, ORIGIN } from '@/test/http/agent';
import { POST } from './route';

const form = (fields: Record<string, string>, headers: HeadersInit = {}) =>
  makeRequest('POST', '/language', new URLSearchParams(fields).toString(), {
    'content-type': 'application/x-www-form-urlencoded',
    ...headers,
  });
const CHOSEN = 'locale=en; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax';

test('the language is stored in a cookie, and the response redirects back to the page', async () => {
  const from = '/sign-in?callbackUrl=%2Fprofile';
  const response = await POST(form({ locale: 'en', from }));
  expect([response.status, response.headers.get('location')]).toEqual([303, from]);
  expect(response.headers.getSetCookie()).toEqual([CHOSEN]);
  expect(response.headers.get('cache-control')).toBe('private, no-store');
});

test('the cookie is Secure if the app uses https', async () => {
  jest.resetModules();
  const origin = 'https://perfil.example.com';
  Object.assign(process.env, { NEXTAUTH_URL: origin, LOCAL_SIGN_IN: 'false' });
  const route: typeof import('./route') = require('./route');
  const response = await route.POST(form({ locale: 'en' }, { origin }));
  expect(response.headers.getSetCookie()).toEqual([`${CHOSEN}; Secure`]);
});

test.each(['', 'fr', 'en; Domain=evil.example', 'en\r\nSet-Cookie: a=b', '__proto__'])(
  '%j is not a language, and no cookie is set',
  async (locale) => {
    const response = await POST(form({ locale, from: '/profile' }));
    expect([response.status, response.headers.getSetCookie()]).toEqual([303, []]);
  },
);

test.each([
  '//evil.example',
  'https://evil.example/',
  '/\\evil.example',
  'javascript:alert(1)',
  '',
])('the way does not lead to %j', async (from) => {
  const response = await POST(form({ locale: 'en', from }));
  expect(response.headers.get('location')).toBe('/profile');
});

test.each([
  ['from another site', { 'sec-fetch-site': 'cross-site' }, 403],
  ['from another site, that says nothing of its name', { origin: 'null' }, 403],
  ['from another origin', { origin: 'https://evil.example' }, 403],
  ['from a sister site', { 'sec-fetch-site': 'same-site', origin: 'null' }, 403],
  [
    'by a form of our own, which may not say',
    { 'sec-fetch-site': 'same-origin', origin: 'null' },
    303,
  ],
  ['by a script of our own', { 'sec-fetch-site': 'same-origin', origin: ORIGIN }, 303],
])('%s: %s', async (_where, headers, status) => {
  const response = await POST(form({ locale: 'en' }, headers));
  expect(response.status).toBe(status);
  expect(response.headers.getSetCookie()).toHaveLength(status === 303 ? 1 : 0);
});

test('a form of more than 16 KB is refused', async () => {
  const response = await POST(form({ locale: 'en', from: 'a'.repeat(17_000) }));
  expect(response.status).toBe(413);
});
