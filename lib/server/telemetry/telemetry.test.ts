// Telemetry sent to a fake receiver on the network: a request, its AWS calls, and the counters.
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

/** The bodies by path. A process that takes long sends several. */
const received: Record<string, string[]> = {};
const headers: Record<string, string | undefined> = {};
let receiver: Server;

beforeAll(async () => {
  receiver = createServer((request, response) => {
    const path = request.url ?? '';
    const chunks: Buffer[] = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      headers[path] = request.headers.authorization;
      received[path] = [...(received[path] ?? []), Buffer.concat(chunks).toString()];
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

/** The exporter uses `import()`, which Jest's modules do not support: so it runs in a separate Node process. */
const program = (receiverUrl: string) => `
  import { trace } from '@opentelemetry/api';
  import { dynamoDbClient } from './lib/server/aws/clients.ts';
  import { dynamoProfileStore } from './lib/server/aws/dynamo-profile-store.ts';
  import { engineEnv } from './lib/server/env.ts';
  import { otelCounts } from './lib/server/telemetry/counters.ts';
  import { startTelemetry } from './lib/server/telemetry/start.ts';

  const env = engineEnv();
  const { stop } = startTelemetry('${receiverUrl}', '1.2.3+abc', env.telemetryTimeout);
  const { region, awsTimeout: timeout, dynamoDbEndpoint: endpoint, usersTable, imagesTable } = env;
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

const receiverUrl = () => `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;

async function run(text: string, env: Record<string, string> = {}): Promise<void> {
  for (const path of Object.keys(received)) delete received[path];
  await promisify(execFile)(
    process.execPath,
    ['--conditions=react-server', '--import', 'tsx', '--input-type=module', '--eval', text],
    { env: { ...process.env, ...env } },
  );
}

const bodies = (path: string) => (received[path] ?? []).map((body) => JSON.parse(body));

function spansReceived(): Span[] {
  return bodies('/v1/traces').flatMap(({ resourceSpans }) =>
    resourceSpans.flatMap((resource: { scopeSpans: { spans: Span[] }[] }) =>
      resource.scopeSpans.flatMap((scope) => scope.spans),
    ),
  );
}

/** The resource attributes of traces and metrics. */
function origins(): Record<string, string>[] {
  const traces = bodies('/v1/traces').flatMap(({ resourceSpans }) => resourceSpans);
  const counts = bodies('/v1/metrics').flatMap(({ resourceMetrics }) => resourceMetrics);
  return [...traces, ...counts].map(({ resource }) =>
    Object.fromEntries(
      resource.attributes.map(({ key, value }: { key: string; value: { stringValue: string } }) => [
        key,
        value.stringValue,
      ]),
    ),
  );
}

test('sends a request with its DynamoDB calls, and the counters, to the receiver', async () => {
  await run(program(receiverUrl()));
  const spans = spansReceived();
  const request = spans.find(({ name }) => name === 'a request');
  const call = spans.find(({ name }) => name === 'DynamoDB.GetItem');
  expect(call).toMatchObject({ traceId: request?.traceId, parentSpanId: request?.spanId });
  for (const name of ['issued', 'proven', 'rejected', 'swept']) {
    expect(received['/v1/metrics']?.join()).toContain(`"profile.images.${name}"`);
  }
  expect(received['/v1/metrics']?.join()).toContain('corrupt');
  for (const origin of origins()) {
    expect(origin).toEqual({
      'service.name': 'polizalab-profile',
      'service.version': '1.2.3+abc',
      'service.instance.id': expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  }
  expect(headers).toEqual({ '/v1/traces': undefined, '/v1/metrics': undefined });
});

test('the variables of OpenTelemetry set the headers, the resource attributes and the service name', async () => {
  await run(program(receiverUrl()), {
    OTEL_EXPORTER_OTLP_HEADERS: ' authorization=Basic%20dXNlcjp3b3Jk\r',
    OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=staging,service.instance.id=web-1',
    OTEL_SERVICE_NAME: 'perfil',
  });
  for (const origin of origins()) {
    expect(origin).toEqual({
      'service.name': 'perfil',
      'service.version': '1.2.3+abc',
      'service.instance.id': 'web-1',
      'deployment.environment.name': 'staging',
    });
  }
  const basic = 'Basic dXNlcjp3b3Jk';
  expect(headers).toEqual({ '/v1/traces': basic, '/v1/metrics': basic });
});

test('a receiver that never answers delays the end no longer than the timeout', async () => {
  const silent = createServer().listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const { port } = silent.address() as AddressInfo;
  const asked = once(silent, 'request');
  // The library's own timeouts are far away.
  await run(
    `
      import { trace } from '@opentelemetry/api';
      import { startTelemetry } from './lib/server/telemetry/start.ts';

      const { stop } = startTelemetry('http://127.0.0.1:${port}', '1.2.3', 1000);
      trace.getTracer('test').startSpan('a request').end();
      await stop();
      process.exit();
    `,
    {
      OTEL_EXPORTER_OTLP_TIMEOUT: '600000',
      OTEL_BSP_EXPORT_TIMEOUT: '600000',
      OTEL_METRIC_EXPORT_TIMEOUT: '600000',
    },
  );
  await asked;
  silent.close();
  await once(silent, 'close');
});

test('a Lambda function has exported its spans and metrics before it responds', async () => {
  await run(FUNCTION, {
    OTEL_EXPORTER_OTLP_ENDPOINT: receiverUrl(),
    VERCEL_GIT_COMMIT_SHA: 'c0ffee',
  });
  const spans = spansReceived();
  const invocation = spans.find(({ name }) => name === 'process-upload');
  const within = spans.filter(({ traceId }) => traceId === invocation?.traceId);
  expect(within.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['S3.GetObject', 'DynamoDB.TransactWriteItems']),
  );
  expect(received['/v1/metrics']?.join()).toContain('"profile.images.proven"');
  for (const origin of origins())
    expect(origin['service.version']).toMatch(/^\d+\.\d+\.\d+\+c0ffee$/);
});

/** Ends by SIGKILL, so that nothing is sent after the response. */
const FUNCTION = `
  import { cameraPhoto } from 'odd-images/camera-photo';
  import { newAgent } from './test/lambda/agent.ts';
  import { eventBridgeEvent, queueEvent } from './test/lambda/event-documents.ts';
  import { handler } from './deployment/lambda/process-upload.ts';
  import { engineEnv } from './lib/server/env.ts';

  const agent = await newAgent();
  const photo = await cameraPhoto({ width: 90, height: 90, format: 'png' });
  const { uploadKey } = await agent.upload(new Uint8Array(photo));
  await handler(queueEvent(eventBridgeEvent(engineEnv().bucket, uploadKey)));
  process.reallyExit(0);
`;

test('without an endpoint nothing is loaded or recorded', async () => {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--conditions=react-server', '--import', 'tsx', '--input-type=module', '--eval', QUIET],
    { env: { ...process.env, PORT: '', OTEL_EXPORTER_OTLP_ENDPOINT: '' } },
  );
  expect(JSON.parse(stdout)).toEqual({ recording: false, loaded: [] });
});

/** Starts a server and prints the loaded modules of OpenTelemetry. */
const QUIET = `
  import { createRequire } from 'node:module';
  import { trace } from '@opentelemetry/api';
  import './lib/server/compose.ts';
  import { startServer } from './lib/server/startup/start-server.ts';

  await startServer();
  const span = trace.getTracer('test').startSpan('a request');
  const { cache } = createRequire(process.cwd() + '/x.js');
  const loaded = Object.keys(cache).filter((path) => /@opentelemetry.(?!api)/.test(path));
  console.log(JSON.stringify({ recording: span.isRecording(), loaded }));
`;
