import { S3Client } from '@aws-sdk/client-s3';
import { s3UrlSigner } from '@/lib/server/aws/s3-url-signer';
import { bucketSource, contentSecurityPolicy } from './content-security-policy';

const sources = {
  bucket: 'https://fotos.s3.mx-central-1.amazonaws.com',
  cdnOrigin: 'https://d111111abcdef8.cloudfront.net',
  identityProviderOrigin: 'https://id.example.com',
};

function directives(policy: string): Record<string, string[]> {
  return Object.fromEntries(
    policy.split('; ').map((directive) => {
      const [name = '', ...values] = directive.split(' ');
      return [name, values];
    }),
  );
}

test('scripts need a nonce, and sources are only those named', () => {
  const policy = directives(contentSecurityPolicy(sources, 'abc', false));
  expect(policy['default-src']).toEqual(["'none'"]);
  expect(policy['script-src']).toEqual(["'self'", "'nonce-abc'", "'strict-dynamic'"]);
  expect(policy['style-src']).toEqual(["'self'", "'nonce-abc'"]);
  expect(policy['frame-ancestors']).toEqual(["'none'"]);
  expect(policy['img-src']).toEqual([
    "'self'",
    'blob:',
    'data:',
    sources.bucket,
    sources.cdnOrigin,
  ]);
  expect(policy['worker-src']).toEqual(["'self'"]);
  expect(policy['connect-src']).toEqual(["'self'", sources.bucket]);
  expect(policy['form-action']).toEqual(["'self'", sources.identityProviderOrigin]);
  expect(JSON.stringify(policy)).not.toContain('unsafe-eval');
});

test('sources that are not configured are absent', () => {
  const policy = contentSecurityPolicy(
    { ...sources, cdnOrigin: undefined, identityProviderOrigin: undefined },
    'abc',
    false,
  );
  expect(policy).not.toContain('undefined');
  expect(directives(policy)['form-action']).toEqual(["'self'"]);
});

test.each([
  ['by host', 'polizalab-documents-dev', undefined],
  ['by path, with dots in its name', 'documents.polizalab.mx', undefined],
  ['on another server', 'polizalab-documents-dev', 'http://localhost:9000'],
])('the bucket source matches presigned URLs: %s', async (_how, bucket, endpoint) => {
  const region = 'us-east-1';
  const client = new S3Client({
    region,
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
    ...(endpoint && { endpoint, forcePathStyle: true }),
  });
  const url = await s3UrlSigner(client, bucket, { now: () => new Date() }).presignGet('a');
  const source = bucketSource({ bucket, region, s3PublicEndpoint: endpoint });
  expect(url.startsWith(source.endsWith('/') ? source : `${source}/`)).toBe(true);
  // Not the objects of any other bucket.
  expect(source).toContain(bucket);
});
