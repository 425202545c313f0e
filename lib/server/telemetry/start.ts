// OpenTelemetry. It is only loaded if an OTLP endpoint is configured, and costs nothing otherwise.
// https://opentelemetry.io/docs/specs/otel/protocol/exporter/
import { randomUUID } from 'node:crypto';
import { metrics } from '@opentelemetry/api';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { privateSpans } from './private-spans';

export interface Telemetry {
  /** Exports the collected data, if the receiver accepts it. */
  flush(): Promise<void>;
  /** Flushes and shuts down. */
  stop(): Promise<void>;
}

/**
 * Registers the global providers. Next then traces each request, and lib/server/aws each call of S3 and DynamoDB.
 * The exporters read OTEL_EXPORTER_OTLP_HEADERS themselves; OTEL_RESOURCE_ATTRIBUTES and OTEL_SERVICE_NAME override the attributes here.
 * @param endpoint the base URL of an OTLP receiver over HTTP, as in OTEL_EXPORTER_OTLP_ENDPOINT
 * @param version the version of this app
 * @param timeout how long `flush` and `stop` wait for a receiver that is down, in milliseconds
 */
export function startTelemetry(endpoint: string, version: string, timeout: number): Telemetry {
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
    flush: () => settled([tracerProvider.forceFlush(), meterProvider.forceFlush()], timeout),
    stop: () => settled([tracerProvider.shutdown(), meterProvider.shutdown()], timeout),
  };
}

/** Waits for the exports, but no longer than the timeout. */
async function settled(exports: Promise<void>[], timeout: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const enough = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, timeout);
  });
  await Promise.race([Promise.allSettled(exports), enough]);
  clearTimeout(timer);
}
