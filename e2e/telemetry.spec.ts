// Exported telemetry: a trace of each request down to S3 and DynamoDB, counters, and no secrets.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { cameraPhoto } from 'odd-images/camera-photo';
import { freePort, HOST } from '@/dev/ports';
import { faultyNetwork } from '../test/aws/faulty-network';
import { DEEP, expect, given, sessionToken, test } from '../test/browser/fixtures';
import { startApp } from '../test/browser/start-app';

interface Span {
  name: string;
  traceId: string;
  spanId: string;
  parentSpanId?: string;
}

test('a request is traced down to its calls, without its contents', DEEP, async ({ agent }) => {
  const received: Record<string, string[]> = { '/v1/traces': [], '/v1/metrics': [] };
  const receiver = createServer(async (request, response) => {
    received[request.url ?? '']?.push(await text(request));
    response.setHeader('content-type', 'application/json').end('{}');
  });
  receiver.listen(0, HOST);
  await once(receiver, 'listening');
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const app = await startApp(port, {
    NEXTAUTH_URL: url,
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://${HOST}:${(receiver.address() as AddressInfo).port}`,
  });
  const token = await sessionToken(agent);
  const headers = {
    cookie: `next-auth.session-token=${token}`,
    'content-type': 'application/json',
  };
  const ask = async (method: string, path: string, body: object) => {
    const init = { method, headers, body: JSON.stringify(body) };
    return (await fetch(`${url}${path}`, init)).json();
  };

  const photo = await cameraPhoto({ width: 90, height: 90, format: 'png' });
  const urls: string[] = [];
  for (const bytes of [photo, Buffer.from('<svg/>')]) {
    const asked = { fileName: 'foto.png', contentType: 'image/png' };
    const upload = await ask('POST', '/api/profile/image', asked);
    urls.push(upload.presignedUrl);
    const body = new Uint8Array(bytes);
    await fetch(upload.presignedUrl, { method: 'PUT', headers: upload.headers, body });
    await ask('PUT', '/api/profile', { profileImageKey: upload.s3Key });
  }
  await fetch(`${url}/api/auth/callback/oidc?state=secret-state&code=secret-code`);
  await fetch(`${url}/profile?access_token=secret-token`, { headers });
  await app.stop();
  receiver.closeAllConnections();
  receiver.close();

  const traces = received['/v1/traces']?.join('\n') ?? '';
  const spans: Span[] = traces
    .split('\n')
    .flatMap((batch) => JSON.parse(batch).resourceSpans)
    .flatMap(({ scopeSpans }) => scopeSpans)
    .flatMap((scope) => scope.spans);
  const root = spans.find(({ name }) => name === 'PUT /api/profile');
  const within = spans.filter(({ traceId }) => traceId === root?.traceId).map(({ name }) => name);
  expect(within).toEqual(
    expect.arrayContaining(['S3.GetObject', 'S3.PutObject', 'DynamoDB.TransactWriteItems']),
  );
  expect(traces).toContain('"/api/auth/callback/oidc"');
  const signatures = urls.map((one) => new URL(one).searchParams.get('X-Amz-Signature') ?? one);
  for (const secret of ['secret-', token, ...signatures, 'X-Amz-', 'exception.message']) {
    expect(traces).not.toContain(secret);
  }
  const metrics = received['/v1/metrics']?.join('') ?? '';
  for (const count of ['issued', 'proven', 'rejected']) {
    expect(metrics).toContain(`"profile.images.${count}"`);
  }
  expect(metrics).toContain('not_an_image');
});

test(
  'after SIGTERM, requests in flight are answered, and their traces and counters arrive',
  DEEP,
  async ({ agent }) => {
    const received: string[] = [];
    const receiver = createServer(async (request, response) => {
      received.push(await text(request));
      response.setHeader('content-type', 'application/json').end('{}');
    });
    receiver.listen(0, HOST);
    await once(receiver, 'listening');
    // Holds the transaction of the upload until the server has got its signal.
    const dynamoDb = await faultyNetwork(given('DYNAMODB_ENDPOINT'));
    const port = await freePort();
    const url = `http://localhost:${port}`;
    const app = await startApp(port, {
      NEXTAUTH_URL: url,
      DYNAMODB_ENDPOINT: dynamoDb.url,
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://${HOST}:${(receiver.address() as AddressInfo).port}`,
    });
    const isHeld = new Promise<() => void>((resolve) => {
      dynamoDb.fail((_, call) =>
        call === 'TransactWriteItems'
          ? { until: new Promise<void>((release) => resolve(release)) }
          : undefined,
      );
    });
    const answer = fetch(`${url}/api/profile/image`, {
      method: 'POST',
      headers: {
        cookie: `next-auth.session-token=${await sessionToken(agent)}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ fileName: 'foto.png', contentType: 'image/png' }),
    });
    const release = await isHeld;
    const before = received.length;
    // Longer than the test may take, so that requests in flight are not ended by force.
    const stopped = app.stop(600_000);
    await expect
      .poll(() =>
        fetch(`${url}/api/health/live`).then(
          () => 'open',
          () => 'closed',
        ),
      )
      .toBe('closed');
    release();
    expect((await answer).status).toBe(200);
    await stopped;
    await dynamoDb.close();
    receiver.closeAllConnections();
    receiver.close();

    const sent = received.slice(before).join('');
    expect(sent).toContain('"POST /api/profile/image"');
    expect(sent).toContain('"DynamoDB.TransactWriteItems"');
    expect(sent).toContain('"profile.images.issued"');
  },
);
