import { fakeFetch } from '@/test/client/fake-network';
import { signOut } from './sign-out';

it('requests a CSRF token, ends the session, and returns the address to go to', async () => {
  const network = fakeFetch(({ method }) => ({
    body: method === 'GET' ? { csrfToken: 'c' } : { url: 'https://crm.test/sign-in' },
  }));
  await expect(signOut()).resolves.toBe('https://crm.test/sign-in');
  expect(network.calls).toMatchObject([
    { method: 'GET', path: '/api/auth/csrf' },
    { method: 'POST', path: '/api/auth/signout' },
  ]);
  network.restore();
});

it.each(['GET', 'POST'])('rejects when the server fails at %s', async (failing) => {
  const network = fakeFetch(({ method }) => ({ status: method === failing ? 500 : 200 }));
  await expect(signOut()).rejects.toThrow('500');
  network.restore();
});
