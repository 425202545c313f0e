// Attacks on signing in, through the endpoints of next-auth.
import { freePort } from '@/dev/ports';
import { DEEP, expect, test } from '../test/browser/fixtures';
import { startApp } from '../test/browser/start-app';

/** The CSRF token that next-auth expects when a user signs in. */
async function openForm(origin: string): Promise<{ cookie: string; csrfToken: string }> {
  const form = await fetch(`${origin}/api/auth/csrf`);
  const cookies = form.headers.getSetCookie().map((one) => one.split(';')[0]);
  const { csrfToken } = await form.json();
  return { cookie: cookies.join('; '), csrfToken };
}

test('a sign-in of more than 16 KB is refused like any other body', async ({ request }) => {
  const response = await request.post('/api/auth/callback/credentials', {
    form: { email: 'a'.repeat(20_000), password: 'x' },
  });
  expect(response.status()).toBe(413);
});

for (const [what, init] of [
  ['JSON that is none', { headers: { 'content-type': 'application/json' }, data: '{"a":' }],
  ['JSON that is a list', { headers: { 'content-type': 'application/json' }, data: '[1,[2],{}]' }],
  ['numbers', { data: { email: 5, password: {}, csrfToken: [], callbackUrl: 7, json: null } }],
  ['a prototype', { headers: { 'content-type': 'application/json' }, data: '{"__proto__":{}}' }],
  ['no fields', { form: {} }],
  ['an invalid address', { form: { callbackUrl: 'http://[', csrfToken: 'x' } }],
] as const) {
  test(`signing in with ${what} is refused`, async ({ request }) => {
    for (const path of ['callback/credentials', 'signin/credentials', 'signin/oidc', 'signout']) {
      const response = await request.post(`/api/auth/${path}`, { ...init, maxRedirects: 0 });
      expect([path, response.status() < 500]).toEqual([path, true]);
      expect(response.headers().location ?? '/').toMatch(/^(\/|http:\/\/localhost:\d+\/)/);
    }
  });
}

test('no address makes next-auth fail or redirect to another site', async ({
  request,
  baseURL,
}) => {
  for (const address of [
    'javascript:alert(1)',
    '//evil.example',
    'http://[',
    '%',
    'evil',
    '\\\\evil',
  ]) {
    const query = new URLSearchParams({ callbackUrl: address });
    for (const action of ['signin', 'signout', 'error', 'csrf', 'session', 'callback/oidc', 'x']) {
      for (const cookie of ['', `next-auth.callback-url=${encodeURIComponent(address)}`]) {
        const path = `/api/auth/${action}${cookie ? '' : `?${query}`}`;
        const response = await request.get(path, { headers: { cookie }, maxRedirects: 0 });
        expect([path, response.status() < 500]).toEqual([path, true]);
        const location = new URL(response.headers().location ?? '/', baseURL);
        expect(location.origin).toBe(baseURL);
      }
    }
  }
});

test("next-auth's log endpoint writes nothing into the log", async ({ request }) => {
  const forged = { code: 'FORGED', level: 'error', message: 'forged' };
  const response = await request.post('/api/auth/_log', { form: forged });
  expect([response.status(), await response.text()]).toEqual([204, '']);
});

test(
  'without a proxy, a client cannot forge its address, and failed sign-ins are logged',
  DEEP,
  async () => {
    const port = await freePort();
    const app = await startApp(port, {
      NEXTAUTH_URL: `http://localhost:${port}`,
      SIGN_INS_PER_MINUTE: '1',
      LOG_LEVEL: 'info',
    });
    try {
      const origin = `http://localhost:${port}`;
      const { cookie, csrfToken } = await openForm(origin);
      const statuses: number[] = [];
      for (let n = 0; n < 20; n++) {
        const email = 'agente@polizalab.test';
        const response = await fetch(`${origin}/api/auth/callback/credentials`, {
          method: 'POST',
          redirect: 'manual',
          headers: { cookie, 'x-forwarded-for': `203.0.113.${n}`, forwarded: `for=203.0.113.${n}` },
          body: new URLSearchParams({ csrfToken, email, password: `secreto-${n}`, json: 'true' }),
        });
        statuses.push(response.status);
        if (response.status !== 429) continue;
        expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
        expect(response.headers.get('ratelimit')).toContain('"sign-ins-minute";r=0');
      }
      // Each attempt claims another address, and all are counted together.
      expect(statuses).toContain(429);
      await expect
        .poll(app.log)
        .toMatch(
          /"requestId":"[0-9a-f-]{36}","address":"(127\.0\.0\.1|::1)","code":"rate_limited"/,
        );
      expect(app.log()).not.toMatch(/203\.0\.113|secreto|csrf/i);
    } finally {
      await app.stop();
    }
  },
);

test('a wrong password is only mentioned in the log', async () => {
  const port = await freePort();
  const env = {
    NEXTAUTH_URL: `http://localhost:${port}`,
    SIGN_INS_PER_MINUTE: '1000',
    LOG_LEVEL: 'info',
  };
  const app = await startApp(port, env);
  try {
    const origin = `http://localhost:${port}`;
    const { cookie, csrfToken } = await openForm(origin);
    for (const password of ['secreto', 'polizalab']) {
      const email = 'agente@polizalab.test';
      await fetch(`${origin}/api/auth/callback/credentials`, {
        method: 'POST',
        headers: { cookie },
        body: new URLSearchParams({ csrfToken, email, password, json: 'true' }),
      });
    }
    await expect
      .poll(app.log)
      .toMatch(
        /"requestId":"[0-9a-f-]{36}","address":"(127\.0\.0\.1|::1)","code":"sign_in_failed"/,
      );
    await expect
      .poll(app.log)
      .toMatch(/"requestId":"[0-9a-f-]{36}".*"msg":"Signed in: user demo-agente"/);
    expect(app.log()).not.toMatch(/secreto|csrf|session-token|agente@/);
  } finally {
    await app.stop();
  }
});
