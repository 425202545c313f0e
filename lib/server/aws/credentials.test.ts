// The role on Vercel, assumed with a fake STS on the network.
import { execFile } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { credentialsOf } from './credentials';

const roleArn = 'arn:aws:iam::123456789012:role/polizalab-profile-web';
const answer = `<AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
  <AssumeRoleWithWebIdentityResult><Credentials>
    <AccessKeyId>ASIAEXAMPLE</AccessKeyId><SecretAccessKey>secret</SecretAccessKey>
    <SessionToken>token</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration>
  </Credentials></AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>`;

/** A token in the format of Vercel's, as far as the parser of its expiry reads it. */
const token = ['{"alg":"RS256"}', '{"sub":"owner:acme:project:perfil","exp":4102444800}', 'x']
  .map((part) => Buffer.from(part).toString('base64url'))
  .join('.');

/** Vercel's library uses `import()`, which Jest's modules do not support: so it runs in a separate Node process. */
const program = `
  import { S3Client } from '@aws-sdk/client-s3';
  import { credentialsOf } from './lib/server/aws/credentials.ts';
  const credentials = credentialsOf({ vercel: true, roleArn: '${roleArn}' }, 'us-east-1');
  const client = new S3Client({ region: 'us-east-1', credentials });
  await client.config.credentials();
  const { accessKeyId, sessionToken } = await client.config.credentials();
  console.log(JSON.stringify({ accessKeyId, sessionToken }));
`;

let sts: Server;
const asked: Record<string, string>[] = [];

beforeAll(async () => {
  sts = createServer({ keepAliveTimeout: 0 }, (request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      asked.push(Object.fromEntries(new URLSearchParams(body)));
      response.setHeader('content-type', 'text/xml').end(answer);
    });
  });
  await new Promise<void>((resolve) => {
    sts.listen(0, '127.0.0.1', resolve);
  });
});

afterAll(async () => {
  sts.closeAllConnections();
  await new Promise((resolve) => {
    sts.close(resolve);
  });
});

test("on Vercel the role is assumed with Vercel's token, once for many requests", async () => {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--import', 'tsx', '--input-type=module', '--eval', program],
    {
      env: {
        PATH: process.env.PATH,
        AWS_ENDPOINT_URL_STS: `http://127.0.0.1:${(sts.address() as AddressInfo).port}`,
        VERCEL_OIDC_TOKEN: token,
        NODE_ENV: 'test',
      },
    },
  );
  expect(JSON.parse(stdout)).toEqual({ accessKeyId: 'ASIAEXAMPLE', sessionToken: 'token' });
  expect(asked).toHaveLength(1);
  expect(asked[0]).toMatchObject({
    Action: 'AssumeRoleWithWebIdentity',
    RoleArn: roleArn,
    WebIdentityToken: token,
  });
});

test.each([
  ['elsewhere', { vercel: false, roleArn }],
  ['on Vercel without a role', { vercel: true, roleArn: undefined }],
])("%s the SDK's default chain is used", (_where, host) => {
  expect(credentialsOf(host, 'us-east-1')).toBeUndefined();
});
