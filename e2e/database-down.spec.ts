// The database is down: the page says so, and recovers once the database responds.
import { connect, createServer, type Server, type Socket } from 'node:net';
import { errorWords } from '@/components/messages/error-words';
import { freePort, HOST } from '@/dev/ports';
import { expectNoFindingsInBothThemes } from '../test/browser/axe';
import { test as base, expect, given, sessionToken, variation } from '../test/browser/fixtures';
import { startApp } from '../test/browser/start-app';

/** A TCP proxy to DynamoDB, which a test can cut and restore. */
class DatabaseConnection {
  readonly #sockets = new Set<Socket>();
  #server: Server | null = null;

  constructor(readonly port: number) {}

  async open(): Promise<void> {
    const database = new URL(given('DYNAMODB_ENDPOINT'));
    const server = createServer((socket) => {
      const upstream = connect(Number(database.port), database.hostname);
      this.#sockets.add(socket).add(upstream);
      socket.on('error', () => upstream.destroy());
      upstream.on('error', () => socket.destroy());
      socket.pipe(upstream).pipe(socket);
    });
    this.#server = server;
    await new Promise<void>((resolve) => server.listen(this.port, HOST, resolve));
  }

  cut(): void {
    this.#server?.close();
    for (const socket of this.#sockets) socket.destroy();
    this.#sockets.clear();
  }
}

const test = base.extend<
  { connection: DatabaseConnection },
  { app: { url: string; connection: DatabaseConnection; log(): string } }
>({
  app: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from this pattern
    async ({}, use) => {
      const connection = new DatabaseConnection(await freePort());
      await connection.open();
      const port = await freePort();
      const url = `http://localhost:${port}`;
      const app = await startApp(port, {
        NEXTAUTH_URL: url,
        DYNAMODB_ENDPOINT: `http://${HOST}:${connection.port}`,
      });
      await use({ url, connection, log: app.log });
      await app.stop();
    },
    { scope: 'worker' },
  ],
  /** Cut at the start of each test. */
  connection: async ({ app }, use) => {
    app.connection.cut();
    await use(app.connection);
    app.connection.cut();
  },
});

for (const [place, [locale, words]] of (
  [
    ['es-MX', 'es'],
    ['en-US', 'en'],
  ] as const
).entries()) {
  test.describe(`in ${words}`, variation(place), () => {
    test.use({ locale });

    test('the page explains the failure, and retries on request', async ({
      page,
      context,
      agent,
      app,
      connection,
      allowedErrors,
    }) => {
      allowedErrors.push(/./);
      await context.addCookies([
        { name: 'next-auth.session-token', value: await sessionToken(agent), url: app.url },
      ]);
      const response = await page.goto(`${app.url}/profile`);
      expect(response?.status()).toBe(500);
      const { title, action } = errorWords(words);
      await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible();
      await expectNoFindingsInBothThemes(page, 'an error');
      expect(await page.content()).not.toMatch(/ECONNREFUSED|TimeoutError|node_modules/);

      await connection.open();
      await page.getByRole('button', { name: action }).click();
      await expect(page.getByText(`${agent.nombre} ${agent.apellido}`).first()).toBeVisible();
    });
  });
}

test('sign-in opens, signing out works, and each failure is one line of the log', async ({
  agent,
  app,
  connection,
}) => {
  expect(connection).toBeDefined();
  const cookie = `next-auth.session-token=${await sessionToken(agent)}`;
  const ask = (path: string) =>
    fetch(`${app.url}${path}`, { headers: { cookie }, redirect: 'manual' });
  expect((await ask('/sign-in')).status).toBe(200);
  const leaving = await ask('/sign-out');
  expect(leaving.status).toBe(503);
  expect(leaving.headers.get('retry-after')).toBe('1');
  expect(leaving.headers.getSetCookie()).toEqual([]);
  expect((await ask('/profile')).status).toBe(500);
  // The fixture checks at the end that each line is JSON.
  await expect
    .poll(app.log)
    .toMatch(/"level":"error".*"err":\{"name":"ProfileError"|UnavailableError/);
});
