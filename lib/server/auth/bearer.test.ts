// Parsing of the Authorization header, and its use without a configured identity provider.
import { ProfileError } from '@/lib/server/shared/errors';
import { bearerCaller, bearerToken } from './bearer';

test.each(['Bearer a.b-c_d~e+/==', 'bearer   a.b-c_d~e+/==', ' BEARER a.b-c_d~e+/== '])(
  '%j contains a token',
  (authorization) => {
    expect(bearerToken(authorization)).toBe('a.b-c_d~e+/==');
  },
);

test.each(['', 'Basic YTpi', 'Bearers a', 'Digest username="Bearer a"'])(
  '%j has another scheme',
  (authorization) => {
    expect(bearerToken(authorization)).toBeNull();
  },
);

test.each([
  'Bearer',
  'Bearer  ',
  'Bearer a b',
  'Bearer a,b',
  'Bearer a=b',
  'Bearer é',
  'Bearer a\tb',
  `Bearer ${'a'.repeat(8193)}`,
])('%j is not a token', (authorization) => {
  expect(() => bearerToken(authorization)).toThrow(ProfileError);
});

test('without an identity provider no token is accepted', async () => {
  await expect(bearerCaller('a.b.c')).rejects.toMatchObject({ code: 'invalid_token' });
});
