import { callbackPath } from './callback-path';

const origin = 'https://perfil.example.com';

it.each([
  ['/profile?desde=correo#foto', '/profile?desde=correo#foto'],
  ['https://perfil.example.com/profile?a=1', '/profile?a=1'],
])('goes back to %s', (url, path) => {
  expect(callbackPath(url, origin)).toBe(path);
});

it.each([
  null,
  undefined,
  '',
  'https://evil.example/profile',
  '//evil.example',
  '/\\evil.example',
  '\\\\evil.example',
  '/\t/evil.example',
  'javascript:alert(1)',
  'data:text/html,x',
  'http://perfil.example.com/profile',
  'https://perfil.example.com:444/',
  'https://perfil.example.com@evil.example/',
  '/.//evil.example',
])('never leaves the site: %s', (url) => {
  expect(callbackPath(url, origin)).toBe('/profile');
});
