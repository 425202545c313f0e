// A small reverse proxy like in production: terminates TLS with a self-signed certificate, and sets
// X-Forwarded-For.
import { once } from 'node:events';
import { request } from 'node:http';
import { createServer } from 'node:https';
import { generate } from 'selfsigned';
import { HOST } from '@/dev/ports';

/**
 * @param port of the proxy, for https
 * @param appPort of the app, for http
 * @param client the client address in X-Forwarded-For
 * @returns a function that stops it
 */
export async function startTlsProxy(port: number, appPort: number, client: string) {
  const name = [{ name: 'commonName', value: 'localhost' }];
  const { private: key, cert } = await generate(name, { keyType: 'ec' });
  const server = createServer({ key, cert }, (incoming, outgoing) => {
    const { method, url, headers } = incoming;
    const before = headers['x-forwarded-for'];
    const onward = request({
      host: HOST,
      port: appPort,
      method,
      path: url,
      headers: {
        ...headers,
        'x-forwarded-for': before ? `${before}, ${client}` : client,
        'x-forwarded-proto': 'https',
      },
    });
    onward.on('response', (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    onward.on('error', () => outgoing.destroy());
    incoming.pipe(onward);
  });
  server.listen(port, HOST);
  await once(server, 'listening');
  return async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
}
