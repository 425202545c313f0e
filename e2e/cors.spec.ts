// CORS of the bucket, by real preflights of a browser between real origins.
import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { cameraPhoto } from 'odd-images/camera-photo';
import { HOST } from '@/dev/ports';
import { expect, test } from '../test/browser/fixtures';

/** PUTs `bytes` from the page like the app's own client, and returns what the page can read of the response. */
async function putFromPage(
  page: import('playwright/test').Page,
  url: string,
  headers: Record<string, string>,
  bytes: Buffer,
): Promise<{ status: number; etag: string | null }> {
  const body = bytes.toString('base64');
  return page.evaluate(
    ({ url, headers, body }) => {
      const blob = new Blob([Uint8Array.from(atob(body), (char) => char.charCodeAt(0))]);
      return new Promise((resolve) => {
        const xhr = new XMLHttpRequest();
        xhr.open('PUT', url);
        for (const [name, value] of Object.entries(headers)) xhr.setRequestHeader(name, value);
        xhr.onloadend = () => resolve({ status: xhr.status, etag: xhr.getResponseHeader('etag') });
        xhr.send(blob);
      });
    },
    { url, headers, body },
  );
}

const photo = () => cameraPhoto({ format: 'jpeg', width: 800, height: 600 });

test("every header of the client's PUT passes the preflight", async ({ signedIn }) => {
  await signedIn.goto('/profile');
  const bytes = await photo();
  const issued = await signedIn.request.post('/api/profile/image', {
    data: {
      fileName: 'foto.jpg',
      contentType: 'image/jpeg',
      fileSize: bytes.length,
      checksumSha256: createHash('sha256').update(bytes).digest('base64'),
    },
  });
  expect(issued.status()).toBe(200);
  const { presignedUrl, headers } = await issued.json();
  expect(Object.keys(headers).sort()).toEqual([
    'content-type',
    'if-none-match',
    'x-amz-checksum-sha256',
  ]);
  const answer = await putFromPage(signedIn, presignedUrl, headers, bytes);
  expect(answer.status).toBe(200);
  expect(answer.etag, 'ETag is exposed').toMatch(/^"[0-9a-f]{32}"$/);
});

test.describe('from another origin', () => {
  let elsewhere: Server;
  let origin: string;

  test.beforeAll(async () => {
    elsewhere = createServer((_, response) => {
      response.setHeader('content-type', 'text/html');
      response.end('<!doctype html><title>elsewhere</title><link rel="icon" href="data:,">');
    });
    await new Promise<void>((resolve) => elsewhere.listen(0, HOST, resolve));
    const address = elsewhere.address();
    if (address === null || typeof address === 'string') throw new Error('no port was given');
    origin = `http://${HOST}:${address.port}`;
  });

  test.afterAll(async () => {
    elsewhere.closeAllConnections();
    await new Promise((resolve) => elsewhere.close(resolve));
  });

  test('the browser refuses the upload, although its URL is valid', async ({
    signedIn,
    allowedErrors,
  }) => {
    allowedErrors.push(/CORS policy/, /net::ERR_FAILED/);
    const bytes = await photo();
    const issued = await signedIn.request.post('/api/profile/image', {
      data: { fileName: 'foto.jpg', contentType: 'image/jpeg' },
    });
    const { presignedUrl, headers } = await issued.json();

    await signedIn.goto(origin);
    const refused = await putFromPage(signedIn, presignedUrl, headers, bytes);
    expect(refused.status, 'the browser tells the page nothing').toBe(0);

    await signedIn.goto('/profile');
    expect((await putFromPage(signedIn, presignedUrl, headers, bytes)).status).toBe(200);
  });
});
