import { PHASE_DEVELOPMENT_SERVER, PHASE_PRODUCTION_SERVER } from 'next/constants.js';

/**
 * Browser features that the app does not use, for the Permissions-Policy: https://github.com/w3c/webappsec-permissions-policy/blob/main/features.md.
 * Not listed: features that need no permission, such as autoplay; connections, which the Content-Security-Policy restricts; and names
 * that Chromium does not recognise, since it logs an error for each on every page.
 */
const UNUSED_FEATURES = [
  'accelerometer aria-notify browsing-topics',
  'captured-surface-control clipboard-read compute-pressure digital-credentials-create',
  'digital-credentials-get display-capture encrypted-media fullscreen gamepad geolocation gyroscope hid',
  'identity-credentials-get idle-detection interest-cohort keyboard-map language-detector',
  'language-model local-fonts magnetometer microphone midi on-device-speech-recognition otp-credentials payment',
  'picture-in-picture private-state-token-issuance private-state-token-redemption publickey-credentials-create',
  'publickey-credentials-get screen-wake-lock serial speaker-selection',
  'storage-access summarizer sync-xhr translator usb window-management xr-spatial-tracking',
];
const permissions = [
  'camera=(self)',
  'clipboard-write=(self)',
  ...UNUSED_FEATURES.join(' ')
    .split(' ')
    .map((name) => `${name}=()`),
];

/** Headers of every response. middleware.ts sets the Content-Security-Policy of pages, since it has a nonce. */
const everywhere = [
  { key: 'Referrer-Policy', value: 'no-referrer' },
  { key: 'X-Content-Type-Options', value: 'nosniff' },
  { key: 'Permissions-Policy', value: permissions.join(', ') },
  { key: 'Cross-Origin-Opener-Policy', value: 'same-origin' },
  // Browsers ignore it unless the page uses https.
  { key: 'Strict-Transport-Security', value: 'max-age=63072000; includeSubDomains' },
];
/** For what is no page: if it is opened as one, it loads nothing, and no page can frame it. */
const LOADS_NOTHING = {
  key: 'Content-Security-Policy',
  value: "default-src 'none'; frame-ancestors 'none'",
};

/** Further headers of responses that are not pages, also of Next's own 404 and 405. */
const api = [
  LOADS_NOTHING,
  { key: 'Cross-Origin-Resource-Policy', value: 'same-origin' },
  { key: 'Cache-Control', value: 'private, no-store' },
];

/** Further headers of lasting links; their handler sets those that depend on the answer. */
const links = [LOADS_NOTHING, { key: 'X-Robots-Tag', value: 'noindex' }];

/** The files of the child processes for images. No import leads to them, so Next does not trace them. */
const IMAGE_CHILD = [
  './dist/image-child.mjs',
  './node_modules/sharp/**',
  './node_modules/@img/**',
  './node_modules/detect-libc/**',
  './node_modules/semver/**',
];

/** The files of the cards: the fonts, and the WebAssembly of PDFium. They are read, not imported. */
const CARD_FILES = [
  './node_modules/@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf',
  './node_modules/@expo-google-fonts/inter/600SemiBold/Inter_600SemiBold.ttf',
];
const PDFIUM = './node_modules/@hyzyla/pdfium/dist/pdfium.wasm';

/**
 * The AWS SDK. The build bundles it, without the parts that the app does not use: importing a route then takes up to a quarter less
 * CPU time. `next dev` does not.
 */
const AWS_SDK = [
  '@aws-sdk/client-dynamodb',
  '@aws-sdk/client-s3',
  '@aws-sdk/lib-dynamodb',
  '@smithy/core',
];

/** @type {import('next').NextConfig} */
const config = {
  poweredByHeader: false,
  reactStrictMode: true,
  // Disables /_next/image, which would resize images from URLs in requests. Photos load directly from the bucket.
  images: { unoptimized: true },
  // Not bundled: bundling them and the AWS SDK made the first page of `next dev` three times as slow.
  serverExternalPackages: [
    '@aws-sdk/cloudfront-signer',
    '@hyzyla/pdfium',
    '@opentelemetry/exporter-metrics-otlp-http',
    '@opentelemetry/exporter-trace-otlp-http',
    '@opentelemetry/sdk-metrics',
    '@opentelemetry/sdk-trace-node',
    '@vercel/oidc-aws-credentials-provider',
    'fontkit',
    'pdfkit',
    'pino',
  ],
  // For the Dockerfile; Vercel and Amplify package the app in their own way.
  ...(process.env.BUILD_STANDALONE === '1' && { output: 'standalone' }),
  // Keys match any part of a route: `/api/profile` would match the routes below it too, which process no image.
  outputFileTracingIncludes: {
    '/api/profile/route': IMAGE_CHILD,
    '/api/profile/card.pdf/route': CARD_FILES,
    '/api/profile/card.png/route': [...CARD_FILES, PDFIUM],
  },
  headers: async () => [
    { source: '/:path*', headers: everywhere },
    { source: '/api/:path*', headers: api },
    { source: '/language', headers: api },
    { source: '/f/:path*', headers: links },
  ],
};

/** The production server uses the bundle of the build, and may run without esbuild. */
export default async function nextConfig(phase) {
  if (phase !== PHASE_PRODUCTION_SERVER) {
    const { bundleImageChild } = await import('./dev/bundle-image-child.mjs');
    bundleImageChild();
  }
  return phase === PHASE_DEVELOPMENT_SERVER
    ? { ...config, serverExternalPackages: [...config.serverExternalPackages, ...AWS_SDK] }
    : // Next bundles the client of S3 only if it is listed.
      { ...config, transpilePackages: AWS_SDK };
}
