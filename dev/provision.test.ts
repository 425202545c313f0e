// What provisioning creates and what it leaves unchanged on a server of the developer's own.
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CORSRule, S3 } from '@aws-sdk/client-s3';
import { startS3 } from 'strict-s3';
import { corsFor, provision } from './provision';
import { LOCAL_CREDENTIALS, readSettings } from './settings';

const ORIGINS = ['http://localhost:3311'];
const ours = corsFor(ORIGINS).CORSRules ?? [];
const OF_OTHERS: CORSRule = {
  ID: 'crm-documents',
  AllowedOrigins: ['https://crm.example.com'],
  AllowedMethods: ['PUT'],
};

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** Provisions as `npm run dev` does with S3_ENDPOINT set. */
function provisionOn(endpoint: string): Promise<void> {
  const settings = readSettings({ ...process.env, S3_ENDPOINT: endpoint });
  const dynamoDbEndpoint = process.env.DYNAMODB_ENDPOINT ?? '';
  return provision(settings, { s3Endpoint: endpoint, dynamoDbEndpoint }, ORIGINS);
}

/** An S3 with an empty bucket. */
async function bucketOfOthers() {
  const dataDir = mkdtempSync(join(tmpdir(), 'profile-provision-'));
  ends.push(() => rmSync(dataDir, { recursive: true }));
  const region = 'us-east-1';
  const server = await startS3({ port: 0, dataDir, region, credentials: LOCAL_CREDENTIALS });
  ends.push(() => server.stop());
  const Bucket = process.env.S3_BUCKET ?? '';
  const s3 = new S3({
    region,
    credentials: LOCAL_CREDENTIALS,
    endpoint: server.url,
    forcePathStyle: true,
  });
  ends.push(() => s3.destroy());
  await s3.createBucket({ Bucket });
  return { s3, Bucket, url: server.url };
}

/** Starts an HTTP server with the given request listener. */
async function standIn(answer: RequestListener): Promise<string> {
  const server = createServer((request, response) => {
    request.resume();
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ends.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test('it keeps the CORS rules of others and updates its own', async () => {
  const { s3, Bucket, url } = await bucketOfOthers();
  const stale = { ...ours[0], AllowedOrigins: ['http://localhost:1'] } as CORSRule;
  const nameless: CORSRule = { AllowedOrigins: ['*'], AllowedMethods: ['GET'] };
  const CORSConfiguration = { CORSRules: [OF_OTHERS, stale, nameless] };
  await s3.putBucketCors({ Bucket, CORSConfiguration });
  await provisionOn(url);
  const { CORSRules } = await s3.getBucketCors({ Bucket });
  expect(CORSRules).toEqual([...ours, OF_OTHERS, nameless]);
});

test('it writes nothing if the rules are right, in any order', async () => {
  const written: string[] = [];
  const url = await standIn(({ method, url: target }, response) => {
    if (method === 'PUT') written.push(`${method} ${target}`);
    response.end(
      method === 'GET'
        ? `<CORSConfiguration><CORSRule><ID>profile-image-uploads</ID><MaxAgeSeconds>3000</MaxAgeSeconds>
             <ExposeHeader>ETag</ExposeHeader><AllowedOrigin>${ORIGINS}</AllowedOrigin>
             ${tags('AllowedMethod', ['GET', 'HEAD', 'PUT'])}
             ${tags('AllowedHeader', ['x-amz-checksum-sha256', 'if-none-match', 'content-type'])}</CORSRule>
           <CORSRule><ID>profile-image-links</ID><AllowedOrigin>*</AllowedOrigin>
             <AllowedMethod>GET</AllowedMethod></CORSRule>
           <CORSRule><AllowedOrigin>https://crm.example.com</AllowedOrigin>
             <AllowedMethod>PUT</AllowedMethod></CORSRule></CORSConfiguration>`
        : undefined,
    );
  });
  await provisionOn(url);
  expect(written).toEqual([]);
});

function tags(name: string, values: string[]): string {
  return values.map((value) => `<${name}>${value}</${name}>`).join('');
}

test('for a server without CORS rules, such as MinIO, it prints a hint', async () => {
  const warn = jest.spyOn(console, 'warn').mockImplementation();
  ends.push(() => warn.mockRestore());
  const url = await standIn(({ method }, response) => {
    response.statusCode = method === 'HEAD' ? 200 : 501;
    response.end(method === 'HEAD' ? '' : '<Error><Code>NotImplemented</Code></Error>');
  });
  await provisionOn(url);
  expect(warn.mock.calls).toEqual([
    [expect.stringContaining(`MINIO_API_CORS_ALLOW_ORIGIN=${ORIGINS}`)],
  ]);
});

test('it names the variables of keys that the server refuses', async () => {
  const refusing = await standIn((_, response) => {
    response.statusCode = 403;
    response.end();
  });
  await expect(provisionOn(refusing)).rejects.toMatchObject({
    name: 'LocalFailure',
    message: expect.stringMatching(/^S3_ENDPOINT is .+ it answers 403 .+AWS_ACCESS_KEY_ID/),
  });
});
