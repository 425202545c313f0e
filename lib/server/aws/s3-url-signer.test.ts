// Compares the fast presigner with the SDK's getSignedUrl, at a fixed clock.
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { s3UrlSigner } from './s3-url-signer';

const now = new Date('2026-11-24T12:00:00Z');
const credentials = {
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
};
const checksum = 'n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg=';

const clients = {
  'AWS, by host': new S3Client({
    region: 'us-east-1',
    credentials,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  }),
  'AWS in Mexico, with a session token': new S3Client({
    region: 'mx-central-1',
    credentials: { ...credentials, sessionToken: 'FwoGZXIvYXdzE//+token==' },
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  }),
  'another server, by path': new S3Client({
    region: 'us-east-1',
    credentials,
    endpoint: 'http://localhost:9000',
    forcePathStyle: true,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  }),
};

const keys = [
  'profiles/agente/0199.png',
  'profiles/~YS9i/0199/large.webp',
  "profiles/á b+(c)*!'/1.png",
];

describe.each(Object.entries(clients))('%s', (_name, client) => {
  const signer = s3UrlSigner(client, 'polizalab-documents-dev', { now: () => now });
  const options = { expiresIn: 300, signingDate: now };

  test.each(keys)('a GET of %s equals that of getSignedUrl', async (key) => {
    const command = new GetObjectCommand({ Bucket: 'polizalab-documents-dev', Key: key });
    expect(await signer.presignGet(key)).toBe(await getSignedUrl(client, command, options));
  });

  test('a shared GET equals that of getSignedUrl at the start of the window', async () => {
    const command = new GetObjectCommand({
      Bucket: 'polizalab-documents-dev',
      Key: 'profiles/a/1.jpg',
      ResponseCacheControl: 'public, max-age=600',
    });
    const late = { now: () => new Date(now.getTime() + 299_999) };
    const { url } = await s3UrlSigner(client, 'polizalab-documents-dev', late).presignShared(
      'profiles/a/1.jpg',
    );
    expect(url).toBe(await getSignedUrl(client, command, { ...options, expiresIn: 600 }));
  });

  test('a GET with a response type equals that of getSignedUrl', async () => {
    const command = new GetObjectCommand({
      Bucket: 'polizalab-documents-dev',
      Key: 'profiles/a/1.png',
      ResponseContentType: 'image/jpeg',
    });
    expect(await signer.presignGet('profiles/a/1.png', 'image/jpeg')).toBe(
      await getSignedUrl(client, command, options),
    );
  });

  test('a download with a name equals that of getSignedUrl', async () => {
    const command = new GetObjectCommand({
      Bucket: 'polizalab-documents-dev',
      Key: 'profiles/a/1.jpg',
      ResponseContentDisposition:
        'attachment; filename="Zoe _Nunez__s.jpg"; filename*=UTF-8\'\'Zo%C3%AB%20%28N%C3%BA%C3%B1ez%29%E2%80%99s.jpg',
    });
    expect(await signer.presignDownload('profiles/a/1.jpg', 'Zoë (Núñez)’s.jpg')).toBe(
      await getSignedUrl(client, command, options),
    );
  });

  test.each(keys)('a PUT of %s with only a type equals that of getSignedUrl', async (key) => {
    const command = new PutObjectCommand({
      Bucket: 'polizalab-documents-dev',
      Key: key,
      ContentType: 'image/png',
    });
    const grant = await signer.presignPut({
      key,
      contentType: 'image/png',
      size: null,
      sha256: null,
    });
    expect(grant.url).toBe(
      await getSignedUrl(client, command, {
        ...options,
        signableHeaders: new Set(['content-type', 'host']),
      }),
    );
    expect(grant.headers).toEqual({ 'content-type': 'image/png' });
  });

  test.each(keys)('a PUT of %s with size and checksum equals that of getSignedUrl', async (key) => {
    const command = new PutObjectCommand({
      Bucket: 'polizalab-documents-dev',
      Key: key,
      ContentType: 'image/webp',
      ContentLength: 12_345,
      ChecksumSHA256: checksum,
      IfNoneMatch: '*',
    });
    const grant = await signer.presignPut({
      key,
      contentType: 'image/webp',
      size: 12_345,
      sha256: checksum,
    });
    const names = ['content-type', 'content-length', 'if-none-match', 'x-amz-checksum-sha256'];
    expect(grant.url).toBe(
      await getSignedUrl(client, command, {
        ...options,
        signableHeaders: new Set(['host', ...names]),
        unhoistableHeaders: new Set(names),
      }),
    );
    expect(grant.headers).toEqual({
      'content-type': 'image/webp',
      'if-none-match': '*',
      'x-amz-checksum-sha256': checksum,
    });
  });

  test('URLs of other days, other seconds and other credentials equal those of getSignedUrl', async () => {
    const command = new GetObjectCommand({
      Bucket: 'polizalab-documents-dev',
      Key: 'profiles/a/1',
    });
    const times = ['2026-11-24T23:59:59.999Z', '2026-11-25T00:00:00Z', '2026-11-24T23:59:59Z'];
    let time = now;
    const moving = s3UrlSigner(client, 'polizalab-documents-dev', { now: () => time });
    const given = client.config.credentials;
    try {
      for (const secretAccessKey of ['first', 'second', 'first']) {
        client.config.credentials = Object.assign(
          async () => ({ accessKeyId: 'AKIDROTATED', secretAccessKey, sessionToken: 'a/b+c=' }),
          { memoized: true },
        );
        for (time of times.map((text) => new Date(text))) {
          const expected = await getSignedUrl(client, command, {
            expiresIn: 300,
            signingDate: time,
          });
          expect(await moving.presignGet('profiles/a/1')).toBe(expected);
        }
      }
    } finally {
      client.config.credentials = given;
    }
  });

  test('two URLs of one key at the same time are equal, and those of other keys differ', async () => {
    expect(await signer.presignGet('profiles/a/1.png')).toBe(
      await signer.presignGet('profiles/a/1.png'),
    );
    expect(await signer.presignGet('profiles/a/1.png')).not.toBe(
      await signer.presignGet('profiles/a/2.png'),
    );
  });
});
