// Telemetry, with fake receivers.
import {
  examineWith,
  type ProxiedRequest,
  type ProxyAnswer,
  startProxy,
  TEST_PORTS,
  theWrongOne,
} from '@/test/doctor/fixtures';
import type { Finding } from './finding';

const GONE = 'http://127.0.0.1:1';
let stop = async () => {};

afterEach(async () => {
  await stop();
  stop = async () => {};
});

const json = { 'content-type': 'application/json' };
const taken: ProxyAnswer = { status: 200, headers: json, body: '{}' };

async function sendingTo(
  answer: (asked: ProxiedRequest) => ProxyAnswer | undefined,
  path = '',
): Promise<Finding[]> {
  const proxy = await startProxy(GONE, answer);
  stop = proxy.stop;
  return examineWith({ OTEL_EXPORTER_OTLP_ENDPOINT: `${proxy.url}${path}` });
}

const lineOf = (findings: Finding[]) => findings.find(({ check }) => check === 'otlp');

test('none is configured: right', async () => {
  expect(lineOf(await examineWith({}))?.status).toBe('ok');
});

test('a receiver of traces and metrics gets an empty export, in JSON, below the base URL', async () => {
  const asked: string[] = [];
  const answer = ({ method, url, headers }: ProxiedRequest) => {
    asked.push(`${method} ${url.pathname} ${headers['content-type']}`);
    return taken;
  };
  expect(lineOf(await sendingTo(answer, '/otlp/'))?.status).toBe('ok');
  expect(asked).toEqual([
    'POST /otlp/v1/traces application/json',
    'POST /otlp/v1/metrics application/json',
  ]);
});

test.each<[string, ProxyAnswer, RegExp]>([
  [
    'a web page',
    { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>' },
    /another program/,
  ],
  ['no such path', { status: 404, headers: json, body: '{}' }, /base URL/],
  ['protobuf alone', { status: 415, headers: json, body: '{}' }, /does not accept JSON/],
  ['a way to somewhere else', { status: 302, headers: { location: '/login' } }, /no OTLP receiver/],
  ['a key is wanted', { status: 401, headers: json, body: '{}' }, /requires a key/],
])('a receiver that answers with %s', async (_, answer, cause) => {
  const found = theWrongOne(await sendingTo(() => answer), 'otlp');
  expect(found.cause).toMatch(cause);
  expect(found.fix).toMatch(/^curl -si .*\/v1\/traces$/);
});

test('the configured key is sent, and never reported', async () => {
  const answer = ({ headers }: ProxiedRequest): ProxyAnswer =>
    headers.authorization === 'Basic dXNlcjp3b3Jk'
      ? taken
      : { status: 401, body: 'no dXNlcjp3b3Jk' };
  const headers = 'x-team=perfil, authorization=Basic%20dXNlcjp3b3Jk';
  const proxy = await startProxy(GONE, answer);
  stop = proxy.stop;
  const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: proxy.url };
  const keyed = await examineWith({ ...endpoint, OTEL_EXPORTER_OTLP_HEADERS: headers });
  expect(lineOf(keyed)?.status).toBe('ok');
  const found = theWrongOne(await examineWith(endpoint), 'otlp');
  expect(JSON.stringify(found)).not.toContain('dXNlcjp3b3Jk');
});

test('a receiver of traces only: the finding names metrics', async () => {
  const findings = await sendingTo(({ url }) =>
    url.pathname === '/v1/traces' ? taken : { status: 404 },
  );
  expect(theWrongOne(findings, 'otlp').detail).toContain('/v1/metrics answers 404');
});

test('an overloaded receiver is no fault of the configuration', async () => {
  expect(lineOf(await sendingTo(() => ({ status: 503 })))?.status).toBe('unknown');
});

test('nothing listens', async () => {
  const found = theWrongOne(await examineWith({ OTEL_EXPORTER_OTLP_ENDPOINT: GONE }), 'otlp');
  expect(found.detail).toContain('does not answer');
});

test('nothing answers on the gRPC port: the finding names the other port', async () => {
  const endpoint = 'http://127.0.0.1:4317';
  const ports = {
    ...TEST_PORTS,
    fetch: async (...[url, init]: Parameters<typeof fetch>) => {
      if (!String(url).startsWith(endpoint)) return fetch(url, init);
      throw new TypeError('fetch failed', { cause: { code: 'UND_ERR_SOCKET' } });
    },
  };
  const findings = await examineWith({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint }, { ports });
  expect(theWrongOne(findings, 'otlp').cause).toContain('4318');
});
