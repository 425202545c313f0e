// Without a session, pages lead to sign-in and back, and the API answers 401.
import { expect, test } from '../test/browser/fixtures';

test('the profile leads to the sign-in page, and from there back', async ({ page }) => {
  await page.goto('/profile?desde=correo');
  await expect(page).toHaveURL(/\/sign-in\?/);
  const back = new URL(page.url()).searchParams.get('callbackUrl') ?? '';
  expect(new URL(back, page.url()).pathname).toBe('/profile');

  await page.getByLabel(/correo/i).fill('agente@polizalab.test');
  await page.getByLabel(/contraseña/i).fill('polizalab');
  await page.getByRole('button', { name: 'Entrar', exact: true }).click();
  await expect(page).toHaveURL(/\/profile\?desde=correo$/);
});

test('a wrong password is refused with a message', async ({ page, allowedErrors }) => {
  allowedErrors.push(/401/);
  await page.goto('/profile');
  await page.getByLabel(/correo/i).fill('agente@polizalab.test');
  await page.getByLabel(/contraseña/i).fill('otra cosa');
  await page.getByRole('button', { name: 'Entrar', exact: true }).click();
  await expect(page.getByRole('alert').filter({ hasText: /\S/ })).toBeVisible();
  await expect(page).toHaveURL(/\/sign-in/);
});

for (const [method, path] of [
  ['GET', '/api/profile'],
  ['PUT', '/api/profile'],
  ['POST', '/api/profile/image'],
] as const) {
  test(`${method} ${path} answers 401`, async ({ request }) => {
    const response = await request.fetch(path, { method, data: method === 'GET' ? undefined : {} });
    expect(response.status()).toBe(401);
    expect(response.headers()['content-type']).toMatch(/^application\/problem\+json/);
    expect(response.headers()['cache-control']).toBe('private, no-store');
  });
}

test('an invalid session cookie opens nothing', async ({ page, context, baseURL }) => {
  await context.addCookies([
    { name: 'next-auth.session-token', value: 'eyJhbGciOiJub25lIn0.e30.', url: baseURL },
  ]);
  await page.goto('/profile');
  await expect(page).toHaveURL(/\/sign-in\?/);
});

test('the error page of sign-in without an error shows none', async ({ page }) => {
  await page.goto('/api/auth/error');
  await expect(page).toHaveURL('/sign-in');
  await page.goto('/api/auth/error?error=AccessDenied');
  await expect(page).toHaveURL(/\/sign-in\?error=AccessDenied$/);
});
