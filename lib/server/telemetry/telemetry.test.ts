// Telemetry to a receiver that stands in on the network: what a request and its calls of AWS send there.
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';

interface Span {
  name: string;
  traceId: string;
  spanId: string;
  parentSpanId?: string;
}

const received: Record<string, string> = {};
let receiver: Server;

beforeAll(async () => {
  receiver = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      received[request.url ?? ''] = Buffer.concat(chunks).toString();
      response.setHeader('content-type', 'application/json').end('{}');
    });
  });
  receiver.listen(0, '127.0.0.1');
  await once(receiver, 'listening');
});

afterAll(async () => {
  receiver.closeAllConnections();
  receiver.close();
  await once(receiver, 'close');
});

/** The exporter loads a part of itself by `import()`, which Jest's modules cannot: so it runs in a Node of its own. */
const program = (receiverUrl: string) => `
  import { trace } from '@opentelemetry/api';
  import { dynamoDbClient } from './lib/server/aws/clients.ts';
  import { dynamoProfileStore } from './lib/server/aws/dynamo-profile-store.ts';
  import { engineEnv } from './lib/server/env.ts';
  import { otelCounts } from './lib/server/telemetry/counters.ts';
  import { startTelemetry } from './lib/server/telemetry/start.ts';

  const stop = startTelemetry('${receiverUrl}');
  const { region, awsTimeout: timeout, dynamoDbEndpoint: endpoint, usersTable, imagesTable } = engineEnv();
  const tables = { users: usersTable, images: imagesTable };
  const store = dynamoProfileStore(dynamoDbClient({ region, timeout, endpoint }), tables, {});
  await trace.getTracer('test').startActiveSpan('a request', async (span) => {
    await store.readUser('nobody');
    span.end();
  });
  const counts = otelCounts();
  counts.issued();
  counts.proven();
  counts.rejected('corrupt');
  counts.swept();
  await stop();
  process.exit();
`;

test('a request, its calls of DynamoDB within it, and what is counted are sent to the receiver', async () => {
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;
  await promisify(execFile)(process.execPath, [
    '--import',
    'tsx',
    '--input-type=module',
    '--eval',
    program(url),
  ]);

  const spans: Span[] = JSON.parse(received['/v1/traces'] ?? '{}').resourceSpans.flatMap(
    (resource: { scopeSpans: { spans: Span[] }[] }) =>
      resource.scopeSpans.flatMap((scope) => scope.spans),
  );
  const request = spans.find(({ name }) => name === 'a request');
  const call = spans.find(({ name }) => name === 'DynamoDB.GetItem');
  expect(call).toMatchObject({ traceId: request?.traceId, parentSpanId: request?.spanId });
  for (const name of ['issued', 'proven', 'rejected', 'swept']) {
    expect(received['/v1/metrics']).toContain(`"profile.images.${name}"`);
  }
  expect(received['/v1/metrics']).toContain('corrupt');
});

test('without an endpoint nothing of it is loaded, and nothing recorded', async () => {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--conditions=react-server', '--import', 'tsx', '--input-type=module', '--eval', QUIET],
    { env: { ...process.env, PORT: '', OTEL_EXPORTER_OTLP_ENDPOINT: '' } },
  );
  expect(JSON.parse(stdout)).toEqual({ recording: false, loaded: [] });
});

/** A server that starts, and what of OpenTelemetry it has then. */
const QUIET = `
  import { createRequire } from 'node:module';
  import { trace } from '@opentelemetry/api';
  import './lib/server/compose.ts';
  import { startServer } from './lib/server/start-server.ts';

  await startServer();
  const span = trace.getTracer('test').startSpan('a request');
  const { cache } = createRequire(process.cwd() + '/x.js');
  const loaded = Object.keys(cache).filter((path) => /@opentelemetry.(?!api)/.test(path));
  console.log(JSON.stringify({ recording: span.isRecording(), loaded }));
`;
