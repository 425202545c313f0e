// Events for other programs under `next start`: the answer does not wait for the receiver.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';
import { freePort, HOST } from '@/dev/ports';
import { DEEP, expect, sessionToken, test } from '../test/browser/fixtures';
import { startApp } from '../test/browser/start-app';

test(
  'the response to a change does not wait for the receiver, and the event arrives',
  DEEP,
  async ({ agent }) => {
    const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
    let release = () => {};
    const isReleased = new Promise<void>((resolve) => {
      release = resolve;
    });
    let arrive = (_reason: string) => {};
    const arrived = new Promise<string>((resolve) => {
      arrive = resolve;
    });
    const receiver = createServer({ keepAliveTimeout: 0 }, async (request, response) => {
      const body = await text(request);
      const headers = Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
      );
      const { data } = new Webhook(secret).verify(body, headers) as { data: { reason: string } };
      arrive(data.reason);
      await isReleased;
      response.end();
    });
    receiver.listen(0, HOST);
    await once(receiver, 'listening');
    const port = await freePort();
    const url = `http://localhost:${port}`;
    const app = await startApp(port, {
      NEXTAUTH_URL: url,
      WEBHOOK_URL: `http://${HOST}:${(receiver.address() as AddressInfo).port}/photos?key=private`,
      WEBHOOK_SECRET: secret,
    });
    app.secrets.push(secret, 'key=private');
    const answer = await fetch(`${url}/api/profile/link`, {
      method: 'PUT',
      headers: {
        cookie: `next-auth.session-token=${await sessionToken(agent)}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ audience: 'team' }),
    });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ profileImageLink: { audience: 'team' } });
    // The receiver answers only now.
    expect(await arrived).toBe('link_on');
    release();
    await app.stop();
    receiver.closeAllConnections();
    receiver.close();
  },
);
