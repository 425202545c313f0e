// The same build without its middleware: every page and handler still checks the session itself.
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
import { freePort } from '@/dev/ports';
import { test as base, DEEP, expect, sessionToken } from '../test/browser/fixtures';
import { startApp } from '../test/browser/start-app';

/** The file in which Next's build lists its functions, including the middleware. */
const MANIFEST = 'functions-config-manifest.json';

/** A folder that links to every file of the project except that manifest. */
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
      const app = await startApp(port, { NEXTAUTH_URL: url }, { directory });
      await use(url);
      await app.stop();
      rmSync(directory, { recursive: true });
    },
    { scope: 'worker' },
  ],
});

test('the middleware does not run: a page has no Content-Security-Policy', async ({
  request,
  bareUrl,
}) => {
  const { headers, status } = await fetch(`${bareUrl}/sign-in`);
  expect(status).toBe(200);
  expect(headers.get('content-security-policy')).toBeNull();
  expect((await request.get('/sign-in')).headers()['content-security-policy']).toBeDefined();
});

for (const path of ['/profile', '/profile?x=1', '/profile/', '/PROFILE/../profile', '/']) {
  test(`${path} reveals nothing without a session`, async ({ agent, bareUrl }) => {
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

test('a signed-in user sees their own page, and the API still requires the origin', async ({
  agent,
  bareUrl,
}) => {
  const cookie = `next-auth.session-token=${await sessionToken(agent)}`;
  const page = await fetch(`${bareUrl}/profile`, { headers: { cookie } });
  expect(await page.text()).toContain('Núñez Ávila');
});

/** The paths of all pages and handlers of the build, with values for their parameters. */
function builtPaths(): string[] {
  const manifest: Record<string, string> = JSON.parse(
    readFileSync('.next/app-path-routes-manifest.json', 'utf8'),
  );
  return Object.values(manifest).map((path) => path.replace('[...nextauth]', 'session'));
}

test(
  'no page or handler of the build is open by any method or to another origin',
  DEEP,
  async ({ agent, bareUrl }) => {
    const paths = builtPaths();
    expect(paths).toEqual(expect.arrayContaining(['/profile', '/sign-out', '/api/profile/export']));
    const token = await sessionToken(agent);
    const forged: Record<string, string>[] = [
      {},
      { cookie: `next-auth.session-token=${token.slice(0, -4)}AAAA` },
      { cookie: `__Secure-next-auth.session-token=${token}` },
      { cookie: `next-auth.csrf-token=${token}; next-auth.state=${token}` },
      { authorization: `Bearer ${token}` },
      { authorization: `Bearer eyJhbGciOiJub25lIn0.${btoa(`{"sub":"${agent.userId}"}`)}.` },
    ];
    const preflight = {
      origin: 'https://evil.example',
      'access-control-request-method': 'PUT',
      'access-control-request-headers': 'content-type',
    };
    for (const path of paths) {
      for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'SEARCH']) {
        for (const headers of forged) {
          const response = await fetch(`${bareUrl}${path}`, {
            method,
            redirect: 'manual',
            headers: { ...preflight, ...headers },
          });
          const told = `${method} ${path} ${JSON.stringify(headers).slice(0, 40)}: ${response.status}`;
          expect(response.status, told).toBeLessThan(500);
          const names = Array.from(response.headers.keys());
          const cors = names.filter((name) => name.startsWith('access-control-'));
          // Other sites may show the photo of a lasting link, without credentials and by GET only.
          const isLink = path.startsWith('/f/') && (method === 'GET' || method === 'HEAD');
          expect(cors, told).toEqual(isLink ? ['access-control-allow-origin'] : []);
          if (isLink) expect(response.headers.get(cors[0] ?? '')).toBe('*');
          const text = await response.text();
          expect(text).not.toMatch(new RegExp(`${agent.userId}|Núñez|X-Amz-Signature`));
          if (!path.startsWith('/api/profile')) continue;
          // OPTIONS lists the methods; Next answers 400 to a method that it does not know.
          const expected = { OPTIONS: [204], SEARCH: [400] }[method] ?? [401, 405];
          expect(expected, told).toContain(response.status);
        }
      }
    }
  },
);

test('the build has no server actions', () => {
  const { node, edge } = JSON.parse(
    readFileSync('.next/server/server-reference-manifest.json', 'utf8'),
  );
  expect({ node, edge }).toEqual({ node: {}, edge: {} });
});
