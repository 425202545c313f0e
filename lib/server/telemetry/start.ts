// OpenTelemetry, where an OTLP endpoint is configured. Loaded only then: without it nothing is measured, and nothing paid.
// https://opentelemetry.io/docs/specs/otel/protocol/exporter/
import { randomUUID } from 'node:crypto';
import { metrics } from '@opentelemetry/api';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { privateSpans } from './private-spans';

/** A receiver that is down keeps nobody for longer than this, in milliseconds. */
const PATIENCE = 3000;

export interface Telemetry {
  /** Sends what has been gathered, as far as the receiver takes it. */
  flush(): Promise<void>;
  /** The same, and ends. */
  stop(): Promise<void>;
}

/**
 * Registers the global providers. Next traces each request by them, and lib/server/aws each call of S3 and DynamoDB. The exporters take
 * OTEL_EXPORTER_OTLP_HEADERS by themselves; what OTEL_RESOURCE_ATTRIBUTES and OTEL_SERVICE_NAME say outweighs what stands here.
 * @param endpoint the base URL of an OTLP receiver over HTTP, as in OTEL_EXPORTER_OTLP_ENDPOINT
 * @param version of this app
 */
export function startTelemetry(endpoint: string, version: string): Telemetry {
  const base = endpoint.replace(/\/$/, '');
  const resource = resourceFromAttributes({
    'service.name': 'polizalab-profile',
    'service.version': version,
    'service.instance.id': randomUUID(),
  }).merge(detectResources({ detectors: [envDetector] }));
  const tracerProvider = new NodeTracerProvider({
    resource,
    spanProcessors: [
      privateSpans,
      new BatchSpanProcessor(new OTLPTraceExporter({ url: `${base}/v1/traces` })),
    ],
  });
  const meterProvider = new MeterProvider({
    resource,
    readers: [
      new PeriodicExportingMetricReader({
        exporter: new OTLPMetricExporter({ url: `${base}/v1/metrics` }),
      }),
    ],
  });
  tracerProvider.register();
  metrics.setGlobalMeterProvider(meterProvider);
  return {
    flush: () => soon([tracerProvider.forceFlush(), meterProvider.forceFlush()]),
    stop: () => soon([tracerProvider.shutdown(), meterProvider.shutdown()]),
  };
}

async function soon(sendings: Promise<void>[]): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const enough = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, PATIENCE);
  });
  await Promise.race([Promise.allSettled(sendings), enough]);
  clearTimeout(timer);
}
