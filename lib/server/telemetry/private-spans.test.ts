// Private data is removed from spans of the SDK itself.
import { SpanStatusCode } from '@opentelemetry/api';
import {
  InMemorySpanExporter,
  NodeTracerProvider,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-node';
import { privateSpans } from './private-spans';

test('URLs lose their queries and the tokens of links, and errors their messages', () => {
  const exporter = new InMemorySpanExporter();
  const provider = new NodeTracerProvider({
    spanProcessors: [privateSpans, new SimpleSpanProcessor(exporter)],
  });
  const span = provider.getTracer('test').startSpan('GET');
  span.setAttributes({
    'http.target': '/api/auth/callback/oidc?state=s&code=secret',
    'http.url': 'https://b.s3.amazonaws.com/a.png?X-Amz-Signature=secret',
    'next.span_name': 'fetch GET https://b.s3.amazonaws.com/a.png?X-Amz-Signature=secret',
    'url.path': '/f/AAAAAAAAAAAAAAAAAAAA-_.jpg',
    'http.status_code': 200,
  });
  span.recordException(new Error('secret'));
  span.setStatus({ code: SpanStatusCode.ERROR, message: 'secret' });
  span.end();

  const [sent] = exporter.getFinishedSpans();
  expect(sent?.attributes).toEqual({
    'http.target': '/api/auth/callback/oidc',
    'http.url': 'https://b.s3.amazonaws.com/a.png',
    'next.span_name': 'fetch GET https://b.s3.amazonaws.com/a.png',
    'url.path': '/f/....jpg',
    'http.status_code': 200,
  });
  expect(sent?.status).toEqual({ code: SpanStatusCode.ERROR });
  expect(sent?.events[0]?.attributes).toEqual({ 'exception.type': 'Error' });
});
