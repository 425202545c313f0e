// Attacks over real HTTP and from a real browser, on the production build.
import { once } from 'node:events';
import { createServer, request as httpRequest, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { type Agent, test as base, expect, given, sessionToken } from '../test/browser/fixtures';
import { sendRaw } from '../test/browser/raw-http';

const test = base.extend<object, { elsewhere: string }>({
  /** Another site, whose pages the test writes. */
  elsewhere: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from this pattern
    async ({}, use) => {
      const server: Server = createServer((_, response) => {
        response.setHeader('content-type', 'text/html');
        response.end('<!doctype html><title>elsewhere</title><link rel="icon" href="data:,">');
      });
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      // On another host than the app, since cookies ignore ports.
      await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
      server.closeAllConnections();
      server.close();
    },
    { scope: 'worker' },
  ],
});

const cookieOf = async (agent: Agent) => `next-auth.session-token=${await sessionToken(agent)}`;

test('a page of another site cannot change anything by form, by fetch without CORS, or with JSON', async ({
  page,
  agent,
  signIn,
  elsewhere,
  documents,
  baseURL,
  allowedErrors,
}) => {
  allowedErrors.push(/CORS|Failed to load resource|ERR_FAILED|frame/i);
  await signIn(agent);
  // Same site as the app, so SameSite=Lax alone would allow all of it.
  await page.goto(elsewhere.replace('127.0.0.1', 'localhost'));
  const changed: string[] = [];
  page.on('response', (response) => {
    const method = response.request().method();
    const isOurs = response.url().startsWith(`${baseURL}/api/profile`) && method !== 'OPTIONS';
    if (isOurs && response.status() !== 403) changed.push(`${method} ${response.url()}`);
  });
  await page.evaluate(async (app) => {
    const attempt = (path: string, init: RequestInit) =>
      fetch(`${app}${path}`, { credentials: 'include', ...init }).catch(() => undefined);
    const json = JSON.stringify({ nombre: 'Intruso' });
    const asked = JSON.stringify({ fileName: 'a.png', contentType: 'image/png' });
    const typed = { 'content-type': 'application/json' };
    for (const mode of ['no-cors', 'cors'] as const) {
      await attempt('/api/profile', { method: 'PUT', mode, body: json, headers: typed });
      await attempt('/api/profile/image', { method: 'POST', mode, body: asked, headers: typed });
      await attempt('/api/profile/image', { method: 'POST', mode, body: asked });
      await attempt('/api/profile/image', { method: 'DELETE', mode });
      await attempt('/api/profile/sessions', { method: 'DELETE', mode });
      await attempt('/api/auth/signout', { method: 'POST', mode, body: 'callbackUrl=/' });
    }
    const form = document.createElement('form');
    Object.assign(form, {
      method: 'post',
      action: `${app}/api/profile/image`,
      enctype: 'text/plain',
    });
    const field = document.createElement('input');
    Object.assign(field, { name: '{"fileName":"', value: '","contentType":"image/png"}' });
    form.append(field);
    document.body.append(form);
    form.submit();
  }, baseURL ?? '');
  await page.waitForURL(`${baseURL}/api/profile/image`);
  await expect(page.getByText('cross_site')).toBeVisible();
  expect(changed).toEqual([]);
  const { Item } = await documents.get({
    TableName: given('USERS_TABLE'),
    Key: { userId: agent.userId },
  });
  expect(Item).toEqual(agent);
  // The user is still signed in.
  await page.goto(`${baseURL}/profile`);
  await expect(page.getByLabel('Nombre')).toHaveValue(agent.nombre);
});

test('a page of another site cannot read or frame the app', async ({
  page,
  agent,
  signIn,
  elsewhere,
  baseURL,
  allowedErrors,
}) => {
  allowedErrors.push(/CORS|Failed to load resource|ERR_FAILED|ERR_BLOCKED|frame/i);
  await signIn(agent);
  await page.goto(elsewhere.replace('127.0.0.1', 'localhost'));
  const read = await page.evaluate(
    (app) =>
      fetch(`${app}/api/profile`, { credentials: 'include' }).then(
        (response) => response.text(),
        () => 'nothing',
      ),
    baseURL ?? '',
  );
  expect(read).toBe('nothing');
  await page.evaluate((app) => {
    const frame = document.createElement('iframe');
    frame.src = `${app}/profile`;
    document.body.append(frame);
    return new Promise((resolve) => frame.addEventListener('load', resolve));
  }, baseURL ?? '');
  const framed = page.frames().find((frame) => frame !== page.mainFrame());
  expect(await framed?.getByLabel('Nombre').count()).toBe(0);
});

test('neither an injected script nor one of another origin runs', async ({
  page,
  agent,
  signIn,
  elsewhere,
  allowedErrors,
}) => {
  allowedErrors.push(/Content Security Policy|Refused|violates|Failed to load resource/i);
  await signIn({ ...agent });
  await page.goto('/profile');
  await page.getByLabel('Nombre').waitFor();
  const ran = await page.evaluate(async (source) => {
    const blocked: string[] = [];
    document.addEventListener('securitypolicyviolation', (event) => {
      blocked.push(event.effectiveDirective);
    });
    const holder = document.createElement('div');
    holder.innerHTML = '<img src=x onerror="window.ran = true"><svg onload="window.ran = true">';
    document.body.append(holder);
    // A stored injection is markup that the page has from the start.
    const frame = document.createElement('iframe');
    frame.srcdoc = '<script>parent.ran = true</script>';
    const framed = new Promise((resolve) => frame.addEventListener('load', resolve));
    document.body.append(frame);
    const link = document.createElement('a');
    link.href = 'javascript:window.ran = true';
    document.body.append(link);
    link.click();
    await fetch(source).catch(() => undefined);
    const image = new Image();
    const failed = new Promise((resolve) => image.addEventListener('error', resolve));
    image.src = `${source}a.png`;
    await failed;
    await framed;
    return { ran: 'ran' in window, blocked };
  }, elsewhere);
  expect(ran.ran).toBe(false);
  expect(ran.blocked).toEqual(
    expect.arrayContaining(['script-src-attr', 'connect-src', 'img-src', 'script-src-elem']),
  );
});

test('the page shows every name as text, whatever it contains', async ({
  page,
  signIn,
  agent,
  documents,
}) => {
  const nombre = '</script><script>window.ran=true</script><img src=x onerror=window.ran=true>';
  const item = { ...agent, nombre, apellido: '{{7*7}}&quot;' };
  await documents.put({ TableName: given('USERS_TABLE'), Item: item });
  await signIn(agent);
  await page.goto('/profile');
  await expect(page.getByLabel('Nombre')).toHaveValue(nombre);
  await expect(page.getByLabel('Apellidos')).toHaveValue(item.apellido);
  expect(await page.evaluate(() => 'ran' in window)).toBe(false);
});

/** Sends an endless body, and resolves with the response that arrives in the meantime. */
function sendEndless(
  url: string,
  headers: Record<string, string>,
): Promise<{ status: number; sent: number; body: string }> {
  return new Promise((resolve, reject) => {
    const sending = httpRequest(url, { method: 'PUT', headers }, async (response) => {
      let body = '';
      for await (const chunk of response) body += chunk;
      resolve({ status: response.statusCode ?? 0, sent, body });
      sending.destroy();
    });
    let sent = 0;
    sending.on('error', reject);
    const more = () => {
      if (sending.destroyed) return;
      sent += 1024;
      sending.write(' '.repeat(1024), () => setImmediate(more));
    };
    more();
  });
}

for (const [what, headers] of [
  ['without a length', { 'transfer-encoding': 'chunked' }],
  ['that says it is a gigabyte long', { 'content-length': `${1024 ** 3}` }],
] as const) {
  test(`a body ${what} is answered 413 while it is being sent`, async ({ agent, baseURL }) => {
    const { status, body } = await sendEndless(`${baseURL}/api/profile`, {
      cookie: await cookieOf(agent),
      'content-type': 'application/json',
      ...headers,
    });
    expect(status).toBe(413);
    expect(JSON.parse(body)).toMatchObject({ code: 'body_too_large' });
  });
}

test('invalid HTTP and request smuggling get at most one response', async ({ baseURL }) => {
  const { port } = new URL(baseURL ?? '');
  const raw =
    'PUT /api/profile HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n' +
    'Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /api/health HTTP/1.1\r\nHost: localhost\r\n\r\n';
  const socket = connect(Number(port), '127.0.0.1');
  socket.write(raw);
  let answer = '';
  for await (const chunk of socket) answer += chunk;
  expect(answer).toMatch(/^HTTP\/1\.1 400 /);
  expect(answer.match(/HTTP\/1\.1/g)).toHaveLength(1);
});

test('no method, path or header gets a 500', async ({ baseURL, agent }) => {
  const cookie = `Cookie: ${await cookieOf(agent)}`;
  const requests: string[][] = [];
  for (const path of [
    '/profile',
    '/sign-in',
    '/api/profile',
    '/api/auth/csrf',
    '/favicon.svg',
    '/x',
  ]) {
    for (const method of [
      'TRACE',
      'PROPFIND',
      'PURGE',
      'PATCH',
      'OPTIONS',
      'HEAD',
      'SEARCH',
      'LOCK',
    ]) {
      requests.push([`${method} ${path} HTTP/1.1`, cookie]);
    }
    for (const header of [
      'Next-Action: x',
      'Next-Action: 00aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
      'Next-Router-State-Tree: %',
      'RSC: 1\r\nNext-Router-State-Tree: [[],{"children":[1]}]',
      'RSC: 1\r\nNext-Router-State-Tree: {}',
      'RSC: 1\r\nNext-Router-State-Tree: [[[',
      'Content-Type: multipart/form-data; boundary=x',
      'Content-Type: multipart/form-data',
      'Cookie: __proto__=1; NEXT_LOCALE=%; ; =; a',
      'X-Forwarded-Host: evil.example\r\nX-Forwarded-Proto: gopher',
      'Accept-Language: \xff\xfe, *;q=x, ../../x',
      'Expect: 100-continue',
      'Range: bytes=9-1,a',
    ]) {
      const methods = header.startsWith('Content-Type') ? ['POST'] : ['GET', 'POST'];
      for (const method of methods)
        requests.push([`${method} ${path} HTTP/1.1`, header, 'Content-Length: 0']);
    }
  }
  for (const path of [
    '/%',
    '/%ff',
    '/%00',
    '/api/%',
    '/api/profile?cursor=%',
    '/profile?%=%&&&',
    '//evil.example',
    '/\\evil.example',
    '/_next/image?url=%2Ffavicon.svg&w=64&q=75',
    '/_next/image?url=http://127.0.0.1/&w=64&q=75',
    '/_next/data/x/profile.json',
    '/_next/../api/profile',
    '/api/auth',
    '/api/auth/callback',
    '/api/auth/%/%',
    '/profile.rsc',
    '/profile.segments/_tree.segment.rsc',
    `/${'a/'.repeat(2000)}`,
    '*',
  ]) {
    requests.push([`GET ${path} HTTP/1.1`, cookie], [`POST ${path} HTTP/1.1`, 'Content-Length: 0']);
  }
  const failed: string[] = [];
  for (const request of requests) {
    const answers = await sendRaw(baseURL ?? '', request);
    const statuses = answers.map(({ status }) => status);
    const isPlain = statuses.length > 0 && statuses.every((status) => status < 500);
    if (!isPlain)
      failed.push(`${request.filter((line) => line !== cookie).join(' ')}: ${statuses}`);
  }
  expect(failed).toEqual([]);
});

test("Next's features that the app does not use are off", async ({ request }) => {
  const response = await request.get('/_next/image?url=%2Ffavicon.svg&w=64&q=75');
  expect(response.status()).toBe(404);
});
