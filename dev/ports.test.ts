// A taken port gets a sentence that says what to do.
import { createServer, type Server } from 'node:net';
import { claimPort, freePort, HOST } from './ports';

function occupy(port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, HOST, () => resolve(server));
  });
}

test('a port in use names what wanted it and the variable to set', async () => {
  const port = await freePort();
  const server = await occupy(port);
  await expect(claimPort(port, 'the local S3', 'LOCAL_S3_PORT')).rejects.toThrow(
    `Port ${port} for the local S3 is in use: stop what listens there, or set LOCAL_S3_PORT to another port.`,
  );
  server.close();
});

test('a port that is given free in the meantime is taken', async () => {
  const port = await freePort();
  const server = await occupy(port);
  const claimed = claimPort(port, 'the app', 'PORT');
  server.close();
  expect(await claimed).toBe(port);
});

test('0 is any free port', async () => {
  const port = await claimPort(0, 'the app', 'PORT');
  expect(port).toBeGreaterThan(0);
  (await occupy(port)).close();
});
