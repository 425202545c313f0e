// Telemetry: whether an OTLP receiver over HTTP accepts traces and metrics in JSON, as the app sends them.
// https://opentelemetry.io/docs/specs/otlp/#otlphttp
import type { CheckPorts, Variables } from './context';
import { blocked, type Finding, ok, unknown, wrong } from './finding';
import { sendRequest } from './network';
import type { Environment } from './variables';

const CHECK = 'otlp';

/** An empty export for each signal. */
const EXPORTS = { '/v1/traces': { resourceSpans: [] }, '/v1/metrics': { resourceMetrics: [] } };

/** Sends an empty export of each signal to the receiver, if one is configured. */
export async function checkTelemetry(
  ports: CheckPorts,
  source: Variables,
  { engine }: Pick<Environment, 'engine'>,
): Promise<Finding[]> {
  if (!engine) return blocked([CHECK], 'variables');
  if (!engine.otlpEndpoint) return [ok(CHECK, 'none: traces and metrics are not sent')];
  const base = engine.otlpEndpoint.replace(/\/$/, '');
  for (const [path, nothing] of Object.entries(EXPORTS)) {
    const finding = await tryExport(ports, `${base}${path}`, nothing, headersOf(source));
    if (finding) return [finding];
  }
  return [ok(CHECK, `${base} accepts traces and metrics`)];
}

/** Undefined if the receiver accepts it. */
async function tryExport(
  ports: CheckPorts,
  url: string,
  nothing: object,
  headers: Record<string, string>,
): Promise<Finding | undefined> {
  const reached = await sendRequest(ports, url, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify(nothing),
  });
  const again = `curl -si -H 'Content-Type: application/json' -d '${JSON.stringify(nothing)}' ${url}`;
  if ('why' in reached) {
    const cause = isGrpc(url)
      ? '4317 is the port of OTLP over gRPC; the app uses OTLP over HTTP, whose port is 4318.'
      : 'OTEL_EXPORTER_OTLP_ENDPOINT must be the address of the collector. The app works without it; its traces and metrics are lost.';
    return wrong(CHECK, `${url} does not answer: ${reached.why}`, cause, again);
  }
  const { response } = reached;
  const type = response.headers.get('content-type') ?? 'no type';
  const body = await response.text().catch(() => '');
  const seen = `${url} answers ${response.status} (${type})`;
  if (response.status === 200) {
    if (/^application\/(json|x-protobuf)/.test(type) || body === '') return undefined;
    return wrong(
      CHECK,
      seen,
      'An OTLP receiver answers in JSON: this is another program, a proxy or a sign-in page.',
      again,
    );
  }
  if (response.status === 401 || response.status === 403) {
    return wrong(
      CHECK,
      seen,
      'The receiver requires a key that OTEL_EXPORTER_OTLP_HEADERS lacks, or another one.',
      again,
    );
  }
  if (response.status === 429 || response.status >= 500) {
    return unknown(CHECK, seen, 'The receiver is overloaded, or broken.');
  }
  return wrong(
    CHECK,
    seen,
    'There is no OTLP receiver over HTTP, or it does not accept JSON. The endpoint is the base URL: the app adds /v1/traces and /v1/metrics.',
    again,
  );
}

/** `name=value,name=value`, the values percent-encoded: https://opentelemetry.io/docs/specs/otel/protocol/exporter/ */
function headersOf({ OTEL_EXPORTER_OTLP_HEADERS: list = '' }: Variables): Record<string, string> {
  const pairs = list.split(',').flatMap((pair) => {
    const [, name, value] = /^\s*([\w-]+)\s*=\s*(.*?)\s*$/.exec(pair) ?? [];
    return name !== undefined && value !== undefined ? [[name, decoded(value)]] : [];
  });
  return Object.fromEntries(pairs);
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

function isGrpc(url: string): boolean {
  return new URL(url).port === '4317';
}
