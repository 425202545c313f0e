// Measures how many GET URLs a second are presigned: by this app, by the SDK's presigner directly, and by getSignedUrl. The runs are
// interleaved, and the fastest of each counts, since other work on the machine only slows a run down.
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl, S3RequestPresigner } from '@aws-sdk/s3-request-presigner';
import { HttpRequest } from '@smithy/core/protocols';
import { s3UrlSigner } from '@/lib/server/aws/s3-url-signer';
import { report, verdict } from './report';
import { interleaved } from './statistics';

const ROUNDS = 15;
const URLS = 2000;
const BUCKET = 'polizalab-documents-dev';
const KEY = 'profiles/agente/0199a0de-0000-7000-8000-000000000000.jpg';

const client = new S3Client({
  region: 'us-east-1',
  credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
  requestChecksumCalculation: 'WHEN_REQUIRED',
});
const ours = s3UrlSigner(client, BUCKET, { now: () => new Date() });
const presigner = new S3RequestPresigner(client.config);

const SUBJECTS: Record<string, () => Promise<unknown>> = {
  'this app': () => ours.presignGet(KEY),
  'S3RequestPresigner, called directly': () =>
    presigner.presign(
      new HttpRequest({
        method: 'GET',
        protocol: 'https:',
        hostname: `${BUCKET}.s3.us-east-1.amazonaws.com`,
        path: `/${KEY}`,
        query: { 'x-id': 'GetObject' },
        headers: { host: `${BUCKET}.s3.us-east-1.amazonaws.com` },
      }),
      { expiresIn: 300 },
    ),
  getSignedUrl: () =>
    getSignedUrl(client, new GetObjectCommand({ Bucket: BUCKET, Key: KEY }), { expiresIn: 300 }),
};

/** How many times as fast this app is, at least. */
const LIMITS: Record<string, number> = {
  'S3RequestPresigner, called directly': 0.9,
  getSignedUrl: 10,
};

const rateOf = (presign: () => Promise<unknown>) => async () => {
  const start = performance.now();
  for (let i = 0; i < URLS; i++) await presign();
  return (URLS * 1000) / (performance.now() - start);
};
const rates = await interleaved(
  ROUNDS,
  Object.fromEntries(Object.entries(SUBJECTS).map(([name, presign]) => [name, rateOf(presign)])),
);
const best = Object.entries(rates).map(([name, all]) => ({ name, rate: Math.max(...all) }));
const own = best[0]?.rate ?? Number.NaN;
report(
  'presign',
  best.map(({ name, rate }) => {
    const limit = LIMITS[name];
    return {
      signer: name,
      'URLs a second': Math.round(rate).toLocaleString('en'),
      'this app is faster by': (own / rate).toFixed(2),
      limit: limit === undefined ? '' : `at least ${limit}`,
      met: limit === undefined ? '' : verdict(own / rate >= limit),
    };
  }),
);
