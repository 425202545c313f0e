// Signing in and out with a real OpenID Connect provider: a second instance of the same build.

import { decode } from 'next-auth/jwt';
import type { BrowserContext, Page } from 'playwright/test';
import { type OidcProcess, startOidcProcess } from '@/dev/oidc-process';
import { freePort } from '@/dev/ports';
import { test as base, DEEP, expect, given, variation } from '../test/browser/fixtures';
import { startApp } from '../test/browser/start-app';

interface OidcApp {
  baseUrl: string;
  provider: OidcProcess;
  /** Secrets that the app's log must not contain. */
  secrets: string[];
  log(): string;
}

const test = base.extend<{ account: string }, { oidcApp: OidcApp }>({
  oidcApp: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from this pattern
    async ({}, use) => {
      const port = await freePort();
      const baseUrl = `http://localhost:${port}`;
      const provider = await startOidcProcess(process.cwd(), [`${baseUrl}/api/auth/callback/oidc`]);
      const { client_id, client_secret } = provider.client('profile');
      const app = await startApp(port, {
        NEXTAUTH_URL: baseUrl,
        LOCAL_SIGN_IN: 'false',
        OIDC_ISSUER: provider.issuer,
        OIDC_CLIENT_ID: client_id,
        OIDC_CLIENT_SECRET: client_secret,
      });
      await use({ baseUrl, provider, secrets: app.secrets, log: app.log });
      await app.stop();
      await provider.stop();
    },
    { scope: 'worker' },
  ],
  baseURL: async ({ oidcApp }, use) => use(oidcApp.baseUrl),
  /** A page that receives authorization codes, which the log must not contain. */
  page: async ({ page, oidcApp }, use) => {
    page.on('request', (request) => {
      const code = new URL(request.url()).searchParams.get('code');
      if (code) oidcApp.secrets.push(code);
    });
    await use(page);
  },
  /** A user that neither the app nor another test knows. */
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from this pattern
  account: async ({}, use) => use(`persona-${crypto.randomUUID()}`),
});

// Serial: the tests share the provider, and some change it.
test.describe.configure({ mode: 'default' });

async function signInAs(page: Page, account: string, from = '/profile'): Promise<void> {
  await page.goto(from);
  await expect(page).toHaveURL(/\/sign-in\?/);
  await page.getByRole('button', { name: 'Iniciar sesión con tu cuenta' }).click();
  await page.getByLabel('Cuenta').fill(account);
  await page.getByRole('button', { name: 'Entrar' }).click();
}

const SESSION = 'next-auth.session-token';

async function sessionCookie(context: BrowserContext) {
  return (await context.cookies()).find(({ name }) => name === SESSION);
}

test("the first sign-in creates the user from the provider's claims", async ({
  page,
  context,
  account,
  documents,
  oidcApp,
}) => {
  const before = new Date().toISOString();
  const secrets = oidcApp.secrets.length;
  await signInAs(page, account, '/profile?desde=correo');
  await expect(page).toHaveURL(/\/profile\?desde=correo$/);
  await expect(page.getByLabel('Nombre')).toHaveValue('Eva');
  const { Item } = await documents.get({
    TableName: given('USERS_TABLE'),
    Key: { userId: account },
  });
  // Empty fields of the card are not stored.
  expect(Item).toEqual({
    userId: account,
    email: 'nueva@polizalab.test',
    nombre: 'Eva',
    apellido: 'Luna',
    createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
  });
  expect(Item?.createdAt >= before).toBe(true);
  // The page fixture has recorded the authorization code; at the end it checks that the log does not contain it.
  expect(oidcApp.secrets.length).toBeGreaterThan(secrets);
  expect(await sessionCookie(context)).toMatchObject({ httpOnly: true, sameSite: 'Lax' });
});

test('a later sign-in does not change the user', DEEP, async ({ page, agent, documents }) => {
  await signInAs(page, agent.userId);
  await expect(page.getByLabel('Nombre')).toHaveValue(agent.nombre);
  const { Item } = await documents.get({
    TableName: given('USERS_TABLE'),
    Key: { userId: agent.userId },
  });
  expect(Item).toEqual(agent);
});

test('signing out leaves no session behind', DEEP, async ({ page, context, account }) => {
  await signInAs(page, account);
  await page.getByRole('button', { name: 'Cerrar sesión', exact: true }).click();
  await expect(page).toHaveURL(/\/sign-in/);
  expect(await sessionCookie(context)).toBeUndefined();
  await page.goto('/profile');
  await expect(page).toHaveURL(/\/sign-in\?/);
});

test(
  "an ID token signed with the provider's new key is accepted",
  DEEP,
  async ({ page, account, oidcApp }) => {
    await oidcApp.provider.rotate();
    await signInAs(page, account);
    await expect(page.getByLabel('Nombre')).toHaveValue('Eva');
  },
);

test('a subject with slashes is a valid user id', DEEP, async ({ page, oidcApp }) => {
  const account = `../a//b/%2e%2e/${crypto.randomUUID()}`;
  await signInAs(page, account);
  await expect(page.getByLabel('Nombre')).toHaveValue('Eva');
  const issued = await page.request.post('/api/profile/image', {
    headers: { origin: oidcApp.baseUrl },
    data: { fileName: 'foto.png', contentType: 'image/png' },
  });
  const { s3Key } = await issued.json();
  expect(s3Key).toContain(`profiles/~${Buffer.from(account).toString('base64url')}/`);
});

test('a session is not enough for a change: the request needs the origin of the app', async ({
  page,
  account,
  oidcApp,
}) => {
  await signInAs(page, account);
  const rename = async (headers: Record<string, string>) => {
    const data = { nombre: 'Sofía' };
    return (await page.request.put('/api/profile', { headers, data })).status();
  };
  expect(await rename({})).toBe(403);
  await page.reload();
  await expect(page.getByLabel('Nombre')).toHaveValue('Eva');
  expect(await rename({ origin: oidcApp.baseUrl })).toBe(200);
});

for (const [place, [what, claims]] of (
  [
    ['of a list of subjects', { sub: ['persona', 'otra'] }],
    ['with an empty subject', { sub: '' }],
    ['with a subject of 2 KB', { sub: 'a'.repeat(2048) }],
    ['for another client', { aud: 'stranger' }],
    ['of another issuer', { iss: 'https://issuer.example' }],
    ['that is over', { iat: 1, exp: 2 }],
    ['of another sign-in', { nonce: 'another' }],
  ] as const
).entries()) {
  test(
    `an ID token ${what} is refused`,
    variation(place),
    async ({ page, context, account, oidcApp }) => {
      await oidcApp.provider.nextIdToken(claims);
      await signInAs(page, account);
      await expect(page).toHaveURL(/\/sign-in\?/);
      expect(await sessionCookie(context)).toBeUndefined();
      await page.goto('/profile');
      await expect(page).toHaveURL(/\/sign-in\?/);
    },
  );
}

test('signing in never redirects to another site', async ({ page, account, baseURL }) => {
  await signInAs(page, account, '/sign-in?callbackUrl=https://evil.example/profile');
  await expect(page).toHaveURL(`${baseURL}/profile`);
});

test(
  'the state cookie of a sign-in is not accepted as a session',
  DEEP,
  async ({ page, context, baseURL }) => {
    await page.goto('/sign-in?callbackUrl=/profile');
    await page.getByRole('button', { name: 'Iniciar sesión con tu cuenta' }).click();
    await page.waitForURL((url) => url.origin !== baseURL);
    const others = (await context.cookies()).filter(({ name }) => name.startsWith('next-auth.'));
    expect(others.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['next-auth.state', 'next-auth.nonce', 'next-auth.csrf-token']),
    );
    for (const { value } of others) {
      await context.addCookies([{ name: SESSION, value, url: baseURL }]);
      expect((await page.request.get('/api/profile')).status()).toBe(401);
    }
    await page.goto('/profile');
    await expect(page).toHaveURL(/\/sign-in\?/);
  },
);

test(
  "the provider's error parameters are not written into the log",
  DEEP,
  async ({ page, baseURL, oidcApp }) => {
    oidcApp.secrets.push('FORGED');
    const callback = '/api/auth/callback/oidc';
    const posted = await page.request.post(callback, { form: { error: 'FORGED\n"by" anyone' } });
    expect(posted.status()).toBe(404);
    const come = async (query: Record<string, string>) => {
      const address = `${callback}?${new URLSearchParams(query)}`;
      return (await page.request.get(address, { maxRedirects: 0 })).status();
    };
    expect(await come({ error: 'FORGED by anyone' })).toBe(400);
    expect(await come({ error: 'access_denied', error_description: 'FORGED' })).toBe(302);
    expect(await come({ state: 'FORGED', code: 'FORGED', iss: 'FORGED' })).toBe(302);
    // Also during a sign-in with another state.
    await page.goto('/sign-in?callbackUrl=/profile');
    await page.getByRole('button', { name: 'Iniciar sesión con tu cuenta' }).click();
    await page.waitForURL((url) => url.origin !== baseURL);
    expect(await come({ state: 'FORGED', code: 'FORGED', iss: 'FORGED' })).toBe(302);
    await expect.poll(oidcApp.log).toContain('"why":"state mismatch"');
  },
);

test('an invalid session is logged in one short line', async ({ request, oidcApp }) => {
  await request.get('/api/auth/session', { headers: { cookie: `${SESSION}=garbage` } });
  const lines = () =>
    oidcApp
      .log()
      .split('\n')
      .filter((line) => line.includes('JWT_SESSION_ERROR'));
  await expect.poll(lines).not.toEqual([]);
  for (const line of lines()) expect(line.length).toBeLessThan(300);
});

test(
  'renewing a session does not extend its maximum age',
  DEEP,
  async ({ page, context, account }) => {
    await signInAs(page, account);
    await expect(page.getByLabel('Nombre')).toHaveValue('Eva');
    const read = async () => {
      const token = (await sessionCookie(context))?.value ?? '';
      return decode({ token, secret: given('NEXTAUTH_SECRET') });
    };
    const first = await read();
    await page.request.get('/api/auth/session');
    const second = await read();
    expect(second?.jti).not.toBe(first?.jti);
    expect(second).toMatchObject({ at: first?.at, sub: account });
    expect(Object.keys(second ?? {}).sort()).toEqual(
      ['at', 'email', 'exp', 'iat', 'jti', 'name', 'sub', 'typ'].sort(),
    );
  },
);

test('signing out on every device works at once, without a redirect loop, until the next sign-in', async ({
  page,
  context,
  browser,
  account,
  baseURL,
}) => {
  await signInAs(page, account);
  await expect(page.getByLabel('Nombre')).toHaveValue('Eva');
  const elsewhere = await browser.newContext({
    baseURL,
    storageState: await context.storageState(),
  });
  const other = await elsewhere.newPage();
  await other.goto('/profile');
  await expect(other.getByLabel('Nombre')).toHaveValue('Eva');

  await page.getByRole('button', { name: 'Cerrar sesión en todos los dispositivos' }).click();
  await expect(page).toHaveURL(/\/sign-in/);

  expect((await other.request.get('/api/profile')).status()).toBe(401);
  const stale = await sessionCookie(elsewhere);
  await other.reload();
  await expect(other).toHaveURL(/\/sign-in\?callbackUrl=%2Fprofile/);
  await expect(other.getByText('Tu sesión terminó')).toBeVisible();
  expect(await sessionCookie(elsewhere)).toBeUndefined();

  // Renewal does not revive it.
  if (stale) await elsewhere.addCookies([stale]);
  expect(await (await other.request.get('/api/auth/session')).json()).toEqual({});
  expect(await sessionCookie(elsewhere)).toBeUndefined();

  await page.getByRole('button', { name: 'Iniciar sesión con tu cuenta' }).click();
  await expect(page.getByLabel('Nombre')).toHaveValue('Eva');
  await elsewhere.close();
});

test(
  'an open page leaves too, on its next refresh',
  DEEP,
  async ({ page, context, account, documents, allowedErrors }) => {
    // The open page may call the API once more.
    allowedErrors.push(/401/);
    await signInAs(page, account);
    await expect(page.getByLabel('Nombre')).toHaveValue('Eva');
    await documents.update({
      TableName: given('USERS_TABLE'),
      Key: { userId: account },
      UpdateExpression: 'SET sessionsValidFrom = :from',
      ExpressionAttributeValues: { ':from': Date.now() + 1 },
    });
    await page.getByRole('button', { name: 'English' }).click();
    await expect(page).toHaveURL(/\/sign-in\?callbackUrl=%2Fprofile/);
    expect(await sessionCookie(context)).toBeUndefined();
  },
);

test(
  'a session whose user was deleted leads to the sign-in page, without a redirect loop',
  DEEP,
  async ({ page, context, account, documents, allowedErrors }) => {
    // The open page may call the API once more.
    allowedErrors.push(/404/);
    await signInAs(page, account);
    await expect(page.getByLabel('Nombre')).toHaveValue('Eva');
    await documents.delete({ TableName: given('USERS_TABLE'), Key: { userId: account } });
    await page.goto('/profile');
    await expect(page).toHaveURL(/\/sign-in\?callbackUrl=%2Fprofile/);
    expect(await sessionCookie(context)).toBeUndefined();
    const { Item } = await documents.get({
      TableName: given('USERS_TABLE'),
      Key: { userId: account },
    });
    expect(Item).toBeUndefined();
  },
);
