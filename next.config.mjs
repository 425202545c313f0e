import createNextIntlPlugin from 'next-intl/plugin';

const withNextIntl = createNextIntlPlugin('./components/i18n/request.ts');

/** On every answer. The Content-Security-Policy of pages has a nonce, so middleware.ts makes it; what is no page may do nothing. */
const everywhere = [
  { key: 'Referrer-Policy', value: 'no-referrer' },
  { key: 'X-Content-Type-Options', value: 'nosniff' },
  {
    key: 'Permissions-Policy',
    value: 'camera=(self), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()',
  },
  { key: 'Cross-Origin-Opener-Policy', value: 'same-origin' },
  // Browsers heed it over https alone.
  { key: 'Strict-Transport-Security', value: 'max-age=63072000; includeSubDomains' },
];
/** On what is no page, whoever answers: a handler, or Next for a method or a path that there is not. */
const api = [
  { key: 'Content-Security-Policy', value: "default-src 'none'; frame-ancestors 'none'" },
  { key: 'Cross-Origin-Resource-Policy', value: 'same-origin' },
  { key: 'Cache-Control', value: 'private, no-store' },
];

/** @type {import('next').NextConfig} */
export default withNextIntl({
  poweredByHeader: false,
  reactStrictMode: true,
  // Photos come from the bucket as they are: nobody needs /_next/image, which would resize what strangers name.
  images: { unoptimized: true },
  // Taken from node_modules as they are: bundling them made the first page of `next dev` three times as slow.
  serverExternalPackages: [
    '@aws-sdk/client-dynamodb',
    '@aws-sdk/client-s3',
    '@aws-sdk/cloudfront-signer',
    '@aws-sdk/lib-dynamodb',
    '@aws-sdk/s3-request-presigner',
    '@opentelemetry/exporter-metrics-otlp-http',
    '@opentelemetry/exporter-trace-otlp-http',
    '@opentelemetry/sdk-metrics',
    '@opentelemetry/sdk-trace-node',
    '@smithy/core',
    '@vercel/oidc-aws-credentials-provider',
    'pino',
    'rate-limiter-flexible',
    'sharp',
  ],
  // What the Dockerfile runs; Vercel and Amplify pack the app in their own way.
  ...(process.env.BUILD_STANDALONE === '1' && { output: 'standalone' }),
  headers: async () => [
    { source: '/:path*', headers: everywhere },
    { source: '/api/:path*', headers: api },
  ],
});
