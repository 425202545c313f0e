// Over TLS and behind a proxy, as in production: Secure cookies in a real browser, and the client's address
// from the proxy.
import { en } from '@/components/messages/en';
import { freePort } from '@/dev/ports';
import { test as base, expect } from '../test/browser/fixtures';
import { type StartedApp, startApp } from '../test/browser/start-app';
import { startTlsProxy } from '../test/browser/tls-proxy';

const CLIENT = '198.51.100.7';

const test = base.extend<object, { secure: { url: string; app: StartedApp } }>({
  secure: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from this pattern
    async ({}, use) => {
      const [port, appPort] = [await freePort(), await freePort()];
      const url = `https://localhost:${port}`;
      const app = await startApp(appPort, { NEXTAUTH_URL: url, PROXY_DEPTH: '1' });
      const stopProxy = await startTlsProxy(port, appPort, CLIENT);
      await use({ url, app });
      await stopProxy();
      await app.stop();
    },
    { scope: 'worker' },
  ],
  baseURL: async ({ secure }, use) => use(secure.url),
  ignoreHTTPSErrors: true,
});

test('signing in, staying signed in and signing out, with Secure cookies', async ({
  page,
  context,
  baseURL,
}) => {
  const signInPage = await page.goto('/profile');
  expect(signInPage?.headers()['strict-transport-security']).toBe(
    'max-age=63072000; includeSubDomains',
  );
  await page.getByRole('button', { name: 'English' }).click();
  await page.getByLabel(en.signIn.email).fill('agente@polizalab.test');
  await page.getByLabel(en.signIn.password).fill('polizalab');
  await page.getByRole('button', { name: en.signIn.submit, exact: true }).click();
  await expect(page).toHaveURL(`${baseURL}/profile`);
  await expect(page.getByRole('heading', { level: 1, name: en.profile.title })).toBeVisible();

  const cookies = await context.cookies();
  expect(cookies.map(({ name }) => name).sort()).toEqual([
    '__Host-next-auth.csrf-token',
    '__Secure-next-auth.callback-url',
    '__Secure-next-auth.session-token',
    'locale',
  ]);
  for (const cookie of cookies) {
    expect(cookie).toMatchObject({ secure: true, httpOnly: true, sameSite: 'Lax', path: '/' });
    expect(cookie.domain).toBe('localhost');
  }

  // Changes pass the origin check: the browser sends an https origin.
  const status = await page.evaluate(async () => {
    const { nombre } = await (await fetch('/api/profile')).json();
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ nombre });
    return (await fetch('/api/profile', { method: 'PUT', headers, body })).status;
  });
  expect(status).toBe(200);
  await page.getByRole('button', { name: en.header.signOut, exact: true }).click();
  await expect(page).toHaveURL(/\/sign-in/);
  const left = (await context.cookies()).map(({ name }) => name);
  expect(left).not.toContain('__Secure-next-auth.session-token');
});

test('the address is the one that the proxy appends, whatever the client sends', async ({
  request,
  secure,
}) => {
  const made = { 'x-forwarded-for': '203.0.113.66', 'x-real-ip': '203.0.113.66' };
  const response = await request.get(`${secure.url}/api/profile`, { headers: made });
  expect(response.status()).toBe(401);
  const id = response.headers()['x-request-id'];
  const line = () =>
    secure.app
      .log()
      .split('\n')
      .find((one) => one.includes(`"${id}"`)) ?? '{}';
  await expect.poll(() => JSON.parse(line()).address).toBe(CLIENT);
  expect(secure.app.log()).not.toContain('203.0.113.66');
});
