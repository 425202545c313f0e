// The message for a port that is in use.
import { createServer, type Server } from 'node:net';
import { claimPort, freePort, HOST } from './ports';

function occupy(port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, HOST, () => resolve(server));
  });
}

test('the message names what needs the port and the variable that changes it', async () => {
  const port = await freePort();
  const server = await occupy(port);
  await expect(claimPort(port, 'the local S3', 'LOCAL_S3_PORT')).rejects.toThrow(
    `Port ${port} for the local S3 is in use: stop what listens there, or set LOCAL_S3_PORT to another port.`,
  );
  server.close();
});

test('a port that becomes free meanwhile is used', async () => {
  const port = await freePort();
  const server = await occupy(port);
  const claimed = claimPort(port, 'the app', 'PORT');
  server.close();
  expect(await claimed).toBe(port);
});

test('0 means any free port', async () => {
  const port = await claimPort(0, 'the app', 'PORT');
  expect(port).toBeGreaterThan(0);
  (await occupy(port)).close();
});
