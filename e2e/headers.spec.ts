// Security headers of every response, and cookies.
import { freePort } from '@/dev/ports';
import { expect, sessionToken, test } from '../test/browser/fixtures';
import { startApp } from '../test/browser/start-app';

const EVERYWHERE = {
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'strict-transport-security': 'max-age=63072000; includeSubDomains',
  'cross-origin-opener-policy': 'same-origin',
};
/** Browser features with access to devices or personal data. */
const POWERFUL_FEATURES =
  'accelerometer browsing-topics clipboard-read display-capture fullscreen gamepad geolocation ' +
  'gyroscope hid idle-detection keyboard-map local-fonts magnetometer microphone midi otp-credentials payment ' +
  'publickey-credentials-get screen-wake-lock serial speaker-selection storage-access usb window-management xr-spatial-tracking';

for (const [path, kind] of [
  ['/sign-in', 'page'],
  ['/profile', 'page'],
  ['/nothing-here', 'page'],
  ['/nothing-here/%00/..%2f', 'page'],
  ['/api/profile', 'api'],
  ['/api/health', 'api'],
  ['/api/health/live', 'api'],
  ['/api/openapi.json', 'api'],
  ['/api/auth/csrf', 'api'],
  ['/api/auth/nothing', 'api'],
  ['/api/nothing-here', 'api'],
  ['/favicon.svg', 'file'],
  ['/manifest.webmanifest', 'file'],
  ['/.well-known/security.txt', 'file'],
  ['/_next/static/nothing-here.js', 'file'],
] as const) {
  test(`the headers of ${path}`, async ({ request, agent }) => {
    const cookie =
      path === '/profile' ? `next-auth.session-token=${await sessionToken(agent)}` : '';
    const response = await request.get(path, { headers: { cookie }, maxRedirects: 0 });
    const got = response.headers();
    expect(got).toMatchObject(EVERYWHERE);
    const permissions = got['permissions-policy']?.split(', ') ?? [];
    expect(permissions.filter((one) => !one.endsWith('=()'))).toEqual([
      'camera=(self)',
      'clipboard-write=(self)',
    ]);
    expect(permissions).toEqual(
      expect.arrayContaining(POWERFUL_FEATURES.split(' ').map((power) => `${power}=()`)),
    );
    expect(got['x-powered-by']).toBeUndefined();
    expect(got.server).toBeUndefined();
    expect(got['access-control-allow-origin']).toBeUndefined();
    if (kind === 'api') {
      expect(got['cache-control']).toMatch(/^private, .*no-store/);
      expect(got['content-security-policy']).toBe("default-src 'none'; frame-ancestors 'none'");
    }
    if (kind !== 'page') return;
    const policy = got['content-security-policy'] ?? '';
    expect(policy).toMatch(/script-src 'self' 'nonce-[0-9a-f]{32}' 'strict-dynamic';/);
    expect(policy).toMatch(/frame-ancestors 'none'$/);
    expect(policy).not.toMatch(/unsafe-eval|\*/);
    if (path === '/profile') expect(got['cache-control']).toContain('no-store');
  });
}

test('the browser allows a page the camera, copying, and no other feature', async ({ page }) => {
  await page.goto('/sign-in');
  const allowed = await page.evaluate(() => {
    // https://www.w3.org/TR/permissions-policy/#the-policy-object; Chromium's older name for it.
    const { featurePolicy } = document as unknown as {
      featurePolicy: { allowedFeatures(): string[] };
    };
    return featurePolicy.allowedFeatures();
  });
  const powers = ['camera', 'clipboard-write', ...POWERFUL_FEATURES.split(' ')];
  expect(allowed.filter((feature) => powers.includes(feature))).toEqual([
    'camera',
    'clipboard-write',
  ]);
});

test('no nonce repeats', async ({ request }) => {
  const nonces = new Set<string | undefined>();
  for (let n = 0; n < 5; n++) {
    const policy = (await request.get('/sign-in')).headers()['content-security-policy'];
    nonces.add(/'nonce-([^']+)'/.exec(policy ?? '')?.[1]);
  }
  expect(nonces.size).toBe(5);
});

test('cookies are limited to https and to this host', async ({ agent }) => {
  const port = await freePort();
  const app = await startApp(port, {
    NEXTAUTH_URL: 'https://perfil.example.com',
    LOCAL_SIGN_IN: 'false',
    OIDC_ISSUER: 'https://issuer.example.com',
    OIDC_CLIENT_ID: 'client',
    OIDC_CLIENT_SECRET: 'secret',
  });
  try {
    const ask = (path: string, cookie: string) =>
      fetch(`http://localhost:${port}${path}`, { headers: { cookie } });
    const token = await sessionToken(agent);
    const plain = `next-auth.session-token=${token}`;
    const secure = `__Secure-${plain}`;
    expect((await ask('/api/profile', plain)).status).toBe(401);
    expect((await ask('/api/profile', secure)).status).toBe(200);
    const cookies = [
      ...(await ask('/api/auth/csrf', '')).headers.getSetCookie(),
      ...(await ask('/api/auth/session', secure)).headers.getSetCookie(),
    ];
    expect(cookies.map((cookie) => cookie.split('=')[0])).toEqual(
      expect.arrayContaining([
        '__Host-next-auth.csrf-token',
        '__Secure-next-auth.callback-url',
        '__Secure-next-auth.session-token',
      ]),
    );
    for (const cookie of cookies) {
      expect(cookie).toMatch(/; Secure/);
      expect(cookie).toMatch(/; HttpOnly/);
      expect(cookie).toMatch(/; SameSite=Lax/);
      expect(cookie).not.toMatch(/; Domain/);
    }
  } finally {
    await app.stop();
  }
});

test('the profile page connects to the bucket before an upload needs it', async ({
  request,
  agent,
  baseURL,
}) => {
  const cookie = `next-auth.session-token=${await sessionToken(agent)}`;
  const page = await (await request.get('/profile', { headers: { cookie } })).text();
  const asked = await request.post('/api/profile/image', {
    headers: { cookie, origin: baseURL ?? '' },
    data: { fileName: 'foto.png', contentType: 'image/png' },
  });
  const { presignedUrl } = await asked.json();
  expect(page.match(/<link rel="preconnect"[^>]*>/g)).toEqual([
    `<link rel="preconnect" href="${new URL(presignedUrl).origin}" crossorigin="anonymous"/>`,
  ]);
});
