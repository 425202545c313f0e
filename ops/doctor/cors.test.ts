// CORS, each fault alone: exactly the right check fails.
import { corsFor } from '@/dev/provision';
import { behindFront, withBucket } from '@/test/doctor/broken-bucket';
import { examineWith, ORIGIN, theWrongOne, wrongOnes } from '@/test/doctor/fixtures';

const [deployed, links] = corsFor([ORIGIN]).CORSRules ?? [];
if (!deployed || !links) throw new Error('deployment/s3-profile-images-cors.json lacks a rule');
const rule = deployed;
const HEADERS = rule.AllowedHeaders ?? [];

describe('CORS', () => {
  test('there are no rules', async () => {
    const found = theWrongOne(await examineWith(await withBucket(null)), 'cors');
    expect(found.cause).toContain('no CORS rules');
    expect(found.fix).toContain('aws s3api put-bucket-cors');
    expect(found.fix).toContain(`"AllowedOrigins":["${ORIGIN}"]`);
  });

  test.each([
    ['another origin', 'https://perfil.example.com', 'and not this one'],
    ['a slash at the end', `${ORIGIN}/`, 'without a slash'],
    ['another scheme', 'https://localhost:3000', 'the scheme is part'],
    ['another port', 'http://localhost:4000', 'the port is part'],
  ])('%s', async (_, origin, why) => {
    const variables = await withBucket([{ ...rule, AllowedOrigins: [origin] }, links]);
    const found = theWrongOne(await examineWith(variables), 'cors');
    expect(found.cause).toContain(why);
    expect(found.fix).toContain('"ID":"profile-image-links","AllowedOrigins":["*"]');
  });

  test('the command that fixes our rule keeps the rules of others', async () => {
    const theirs = {
      ID: 'crm',
      AllowedOrigins: ['https://crm.example.com'],
      AllowedMethods: ['GET'],
    };
    const found = theWrongOne(await examineWith(await withBucket([theirs])), 'cors');
    expect(found.fix).toContain('"ID":"crm"');
  });

  const forms = { ID: 'public-forms', AllowedOrigins: ['*'], AllowedMethods: ['PUT'] };

  test('a rule of others that lets every origin PUT is removed by its own command only', async () => {
    const variables = await withBucket([{ ...rule, AllowedMethods: ['PUT'] }, forms]);
    const findings = await examineWith(variables);
    expect(wrongOnes(findings)).toEqual(['cors.get', 'cors.foreign-origin']);
    const [get, foreign] = findings.filter(({ status }) => status === 'wrong');
    expect(foreign?.fix).not.toContain('public-forms');
    expect(foreign?.cause).toContain('ask them first');
    expect(get?.fix).toContain('public-forms');
  });

  test('PUT is not allowed', async () => {
    const variables = await withBucket([{ ...rule, AllowedMethods: ['GET', 'HEAD'] }]);
    expect(theWrongOne(await examineWith(variables), 'cors').cause).toContain('lacks PUT');
  });

  test.each(['content-type', 'if-none-match', 'x-amz-checksum-sha256'])(
    'the header %s may not be sent',
    async (header) => {
      const AllowedHeaders = HEADERS.filter((one) => one !== header);
      theWrongOne(
        await examineWith(await withBucket([{ ...rule, AllowedHeaders }])),
        `cors.${header}`,
      );
    },
  );

  test('each header is allowed by a different rule', async () => {
    const rules = HEADERS.map((header) => ({
      AllowedOrigins: [ORIGIN],
      AllowedMethods: ['PUT', 'GET'],
      AllowedHeaders: [header],
      ExposeHeaders: ['ETag'],
    }));
    theWrongOne(await examineWith(await withBucket(rules)), 'cors.together');
  });

  test('GET is not allowed', async () => {
    theWrongOne(
      await examineWith(await withBucket([{ ...rule, AllowedMethods: ['PUT'] }])),
      'cors.get',
    );
  });

  test.each(['*', 'https://*'])('every origin is allowed: %s', async (wild) => {
    const everyone = { AllowedOrigins: ['*'], AllowedMethods: ['GET'] };
    const rules = [{ ...rule, AllowedOrigins: [wild, ORIGIN] }, everyone];
    const found = theWrongOne(await examineWith(await withBucket(rules)), 'cors.foreign-origin');
    expect(found.fix).not.toContain(`"${wild}","http`);
    // Leave it to other users of the bucket whether every origin may read.
    expect(found.fix).toContain('{"AllowedMethods":["GET"],"AllowedOrigins":["*"]}');
  });

  test('ETag is not exposed', async () => {
    const found = theWrongOne(
      await examineWith(await withBucket([{ ...rule, ExposeHeaders: [] }])),
      'cors.etag',
    );
    expect(found.fix).toContain('"ExposeHeaders":["ETag"]');
  });

  test.each([undefined, 0])(
    'browsers do not cache preflights: MaxAgeSeconds %s',
    async (seconds) => {
      const { MaxAgeSeconds: _, ...uncached } = rule;
      const given = { ...uncached, ...(seconds !== undefined && { MaxAgeSeconds: seconds }) };
      const found = theWrongOne(await examineWith(await withBucket([given])), 'cors.max-age');
      expect(found.fix).toContain('"MaxAgeSeconds":3000');
    },
  );

  test('a server without rules of buckets decides itself whether browsers cache preflights', async () => {
    const variables = await behindFront(
      ({ method, url }) =>
        method === 'GET' && url.searchParams.has('cors')
          ? {
              status: 501,
              headers: { 'content-type': 'application/xml' },
              body: '<Error><Code>NotImplemented</Code></Error>',
            }
          : undefined,
      (headers) => {
        delete headers['access-control-max-age'];
      },
    );
    const findings = await examineWith(variables);
    expect(wrongOnes(findings)).toEqual([]);
    expect(findings.find(({ check }) => check === 'cors.max-age')?.status).toBe('unknown');
  });

  test.each<[string, string, string]>([
    ['cors', 'access-control-allow-origin', 'https://perfil.example.com'],
    ['cors', 'access-control-allow-methods', 'GET, HEAD'],
    ['cors.if-none-match', 'access-control-allow-headers', 'content-type, x-amz-checksum-sha256'],
  ])('a server that lets every preflight pass, and tells: %s, %s', async (check, name, value) => {
    const variables = await behindFront(
      () => undefined,
      (headers, asked) => {
        const isPut = asked.headers['access-control-request-method'] === 'PUT';
        if (isPut && headers[name]) headers[name] = value;
      },
    );
    theWrongOne(await examineWith(variables), check);
  });

  test('a proxy drops the header from the response', async () => {
    const variables = await behindFront(
      () => undefined,
      (headers, { method }) => {
        if (method === 'PUT') delete headers['access-control-allow-origin'];
      },
    );
    theWrongOne(await examineWith(variables), 'cors.answer');
  });
});
