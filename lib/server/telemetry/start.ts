// OpenTelemetry, where an OTLP endpoint is configured. Loaded only then: without it nothing is measured, and nothing paid.
// https://opentelemetry.io/docs/specs/otel/protocol/exporter/
import { metrics } from '@opentelemetry/api';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { privateSpans } from './private-spans';

/**
 * Registers the global providers. Next traces each request by them, and lib/server/aws each call of S3 and DynamoDB.
 * @param endpoint the base URL of an OTLP receiver over HTTP, as in OTEL_EXPORTER_OTLP_ENDPOINT
 * @returns sends what has been gathered, and ends
 */
export function startTelemetry(endpoint: string): () => Promise<void> {
  const base = endpoint.replace(/\/$/, '');
  const resource = resourceFromAttributes({ 'service.name': 'polizalab-profile' });
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
  return async () => {
    await Promise.all([tracerProvider.shutdown(), meterProvider.shutdown()]);
  };
}
