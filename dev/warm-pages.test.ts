// The requests to a server that breaks the first connection.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { warmPages } from './warm-pages';

test('both pages are requested, `/profile` with a session cookie, and again after a broken connection', async () => {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.url} ${request.headers.cookie ?? ''}`.trim());
    if (requests.length === 1) response.destroy();
    else response.writeHead(500).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  await warmPages((server.address() as AddressInfo).port);
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  expect(requests).toHaveLength(3);
  expect(new Set(requests)).toEqual(new Set(['/sign-in', '/profile next-auth.session-token=none']));
});
