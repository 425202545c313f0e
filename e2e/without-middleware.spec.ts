// The same build with its middleware taken out: nothing opens that was shut, since every page looks for itself.
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { freePort } from '@/local/ports';
import { test as base, expect, sessionToken } from './fixtures';
import { startApp } from './start-app';

/** Where Next's build says which functions there are, the middleware among them. */
const MANIFEST = 'functions-config-manifest.json';

/** The project as it stands, by links, but for that manifest. */
function withoutMiddleware(): string {
  const from = resolve('.');
  const to = mkdtempSync(join(tmpdir(), 'profile-bare-'));
  linkAll(from, to, '.next');
  linkAll(join(from, '.next'), join(to, '.next'), 'server');
  const server = join('.next', 'server');
  linkAll(join(from, server), join(to, server), MANIFEST);
  const manifest = JSON.parse(readFileSync(join(from, server, MANIFEST), 'utf8'));
  expect(manifest.functions['/_middleware']).toBeDefined();
  delete manifest.functions['/_middleware'];
  writeFileSync(join(to, server, MANIFEST), JSON.stringify(manifest));
  return to;
}

function linkAll(from: string, to: string, except: string): void {
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(from)) {
    if (name !== except) symlinkSync(join(from, name), join(to, name));
  }
}

const test = base.extend<object, { bareUrl: string }>({
  bareUrl: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from this pattern
    async ({}, use) => {
      const port = await freePort();
      const directory = withoutMiddleware();
      const url = `http://localhost:${port}`;
      const app = await startApp(
        port,
        { NEXTAUTH_URL: url, LOG_LEVEL: 'silent' },
        () => {},
        directory,
      );
      await use(url);
      await app.stop();
      rmSync(directory, { recursive: true });
    },
    { scope: 'worker' },
  ],
});

test('it is out indeed: a page has no policy', async ({ request, bareUrl }) => {
  const { headers, status } = await fetch(`${bareUrl}/sign-in`);
  expect(status).toBe(200);
  expect(headers.get('content-security-policy')).toBeNull();
  expect((await request.get('/sign-in')).headers()['content-security-policy']).toBeDefined();
});

for (const path of ['/profile', '/profile?x=1', '/profile/', '/PROFILE/../profile', '/']) {
  test(`${path} tells the signed-out nothing`, async ({ agent, bareUrl }) => {
    const disguises: HeadersInit[] = [
      {},
      { cookie: 'next-auth.session-token=x.y.z' },
      { rsc: '1', cookie: 'next-auth.session-token=' },
      { 'x-middleware-subrequest': 'middleware:middleware:middleware:middleware:middleware' },
    ];
    for (const headers of disguises) {
      const response = await fetch(`${bareUrl}${path}`, { headers });
      const text = await response.text();
      for (const word of [agent.userId, 'Núñez', 'X-Amz-Signature'])
        expect(text).not.toContain(word);
      expect(text).not.toMatch(/"userId"|profileImageUrl/);
    }
  });
}

test('whoever is signed in sees their own page, and the API asks as ever', async ({
  agent,
  bareUrl,
}) => {
  const cookie = `next-auth.session-token=${await sessionToken(agent)}`;
  const page = await fetch(`${bareUrl}/profile`, { headers: { cookie } });
  expect(await page.text()).toContain('Núñez Ávila');
  for (const [method, path] of [
    ['GET', '/api/profile'],
    ['PUT', '/api/profile'],
    ['POST', '/api/profile/image'],
    ['DELETE', '/api/profile/image'],
    ['GET', '/api/profile/image/history'],
    ['GET', '/api/profile/export'],
    ['DELETE', '/api/profile/sessions'],
  ]) {
    expect((await fetch(`${bareUrl}${path}`, { method })).status).toBe(401);
  }
});
