// The bucket, broken one way at a time: the right line turns wrong, and it alone.
import { corsFor } from '@/local/provision';
import {
  CREDENTIALS,
  examineWith,
  type Front,
  type FrontAnswer,
  type FrontRequest,
  newBucket,
  ORIGIN,
  startFront,
  type TestBucket,
  theWrongOne,
  WORLD,
  wrongOnes,
} from './fakes/bench';
import { accessBlock, acl, error, lifecycle, settings, uploadsRule } from './fakes/settings';

const S3_ENDPOINT = process.env.S3_ENDPOINT ?? '';
const [deployed] = corsFor([ORIGIN]).CORSRules ?? [];
if (!deployed) throw new Error('deployment/s3-profile-images-cors.json has no rule');
const rule = deployed;
const HEADERS = rule.AllowedHeaders ?? [];

let bucket: TestBucket | undefined;
let front: Front | undefined;

afterEach(async () => {
  await front?.stop();
  await bucket?.remove();
  front = undefined;
  bucket = undefined;
});

async function withBucket(cors?: Parameters<typeof newBucket>[0]) {
  bucket = await newBucket(cors);
  return { S3_BUCKET: bucket.name };
}

async function behindFront(
  instead: (asked: FrontRequest) => FrontAnswer | undefined,
  alter?: Parameters<typeof startFront>[2],
) {
  const variables = await withBucket();
  front = await startFront(S3_ENDPOINT, instead, alter);
  return { ...variables, S3_ENDPOINT: front.url };
}

describe('a healthy bucket', () => {
  test('on the laptop’s S3: nothing is wrong, and nothing is left behind', async () => {
    const variables = await withBucket();
    const findings = await examineWith(variables);
    expect(wrongOnes(findings)).toEqual([]);
    expect(findings).toContainEqual(expect.objectContaining({ check: 'upload', status: 'ok' }));
    expect(await bucket?.keys()).toEqual([]);
  });

  test('with its settings told: nothing is left to be told about them', async () => {
    const findings = await examineWith(await behindFront(settings()));
    expect(wrongOnes(findings)).toEqual([]);
    const told = findings.filter(({ check }) => check.startsWith('bucket.'));
    const untold = told.filter(({ status }) => status === 'unknown').map(({ check }) => check);
    // The two denials, and EventBridge, are of AWS alone.
    expect(untold).toEqual(['bucket.policy-tls', 'bucket.policy-signature-age', 'bucket.events']);
  });
});

describe('who asks', () => {
  test('a wrong secret', async () => {
    const credentials = { accessKeyId: 'local', secretAccessKey: 'not-the-secret' };
    const findings = await examineWith(await withBucket(), { credentials });
    const found = theWrongOne(findings, 'credentials');
    expect(found.detail).toContain('SignatureDoesNotMatch');
    expect(found.fix).toContain('AWS_SECRET_ACCESS_KEY');
    expect(JSON.stringify(findings)).not.toContain('not-the-secret');
  });

  test('an unknown key', async () => {
    const credentials = { accessKeyId: 'nobody', secretAccessKey: 'local-secret-key' };
    const found = theWrongOne(
      await examineWith(await withBucket(), { credentials }),
      'credentials',
    );
    expect(found.detail).toContain('InvalidAccessKeyId');
  });

  test('a session that ends before its URLs', async () => {
    const expiration = new Date(Date.now() + 200_500);
    const credentials = { ...CREDENTIALS, expiration };
    const found = theWrongOne(
      await examineWith(await withBucket(), { credentials }),
      'credentials-life',
    );
    expect(found.detail).toMatch(/ends in (199|200) s/);
  });
});

describe('where the bucket is', () => {
  test('it does not exist', async () => {
    const found = theWrongOne(await examineWith({ S3_BUCKET: 'doctor-no-such-bucket' }), 'bucket');
    expect(found.fix).toMatch(
      /^aws s3api create-bucket --bucket doctor-no-such-bucket .*--endpoint-url/,
    );
  });

  test('it is in another region', async () => {
    const findings = await examineWith({ ...(await withBucket()), APP_REGION: 'eu-west-1' });
    const found = theWrongOne(findings, 'bucket');
    expect(found.detail).toContain('is in us-east-1');
    expect(found.fix).toBe('export APP_REGION=us-east-1');
  });

  test('S3 does not answer', async () => {
    front = await startFront(S3_ENDPOINT, () => undefined);
    const { url } = front;
    await front.stop();
    const found = theWrongOne(await examineWith({ S3_ENDPOINT: url }), 's3');
    expect(found.detail).toContain('ECONNREFUSED');
  });

  test('what answers is no S3', async () => {
    const page = {
      status: 200,
      headers: { 'content-type': 'text/html' },
      body: '<html>hello</html>',
    };
    theWrongOne(await examineWith(await behindFront(() => page)), 's3');
  });

  test('browsers are sent where nothing answers', async () => {
    const variables = await withBucket();
    const gone = await startFront(S3_ENDPOINT, () => undefined);
    await gone.stop();
    theWrongOne(await examineWith({ ...variables, S3_PUBLIC_ENDPOINT: gone.url }), 's3-browser');
  });

  test('everything is denied', async () => {
    const variables = await behindFront(({ method }) =>
      method === 'OPTIONS' ? undefined : { status: 403, body: error('AccessDenied') },
    );
    const found = theWrongOne(await examineWith(variables), 'bucket');
    expect(found.cause).toContain('s3:ListBucket');
  });

  test('the clocks differ', async () => {
    const variables = await behindFront(
      () => undefined,
      (headers) => {
        headers.date = new Date(Date.now() + 400_000).toUTCString();
      },
    );
    const found = theWrongOne(await examineWith(variables), 'clock');
    expect(found.detail).toMatch(/this clock is (399|400|401) s behind S3's/);
  });

  test('a clock that is right is right by the world that is handed in', async () => {
    const now = () => new Date(Date.now() + 30_000);
    const findings = await examineWith(await withBucket(), { world: { ...WORLD, now } });
    expect(wrongOnes(findings)).toEqual([]);
  });
});

describe('CORS', () => {
  test('none', async () => {
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
    const variables = await withBucket([{ ...rule, AllowedOrigins: [origin] }]);
    expect(theWrongOne(await examineWith(variables), 'cors').cause).toContain(why);
  });

  test('the rules of others stay in the command that mends ours', async () => {
    const theirs = {
      ID: 'crm',
      AllowedOrigins: ['https://crm.example.com'],
      AllowedMethods: ['GET'],
    };
    const found = theWrongOne(await examineWith(await withBucket([theirs])), 'cors');
    expect(found.fix).toContain('"ID":"crm"');
  });

  const forms = { ID: 'public-forms', AllowedOrigins: ['*'], AllowedMethods: ['PUT'] };

  test('a rule of others by which anybody may PUT goes by the command that is about it, and no other', async () => {
    const variables = await withBucket([{ ...rule, AllowedMethods: ['PUT'] }, forms]);
    const findings = await examineWith(variables);
    expect(wrongOnes(findings)).toEqual(['cors.get', 'cors.foreign-origin']);
    const [get, foreign] = findings.filter(({ status }) => status === 'wrong');
    expect(foreign?.fix).not.toContain('public-forms');
    expect(foreign?.cause).toContain('ask them first');
    expect(get?.fix).toContain('public-forms');
  });

  test('PUT is not among the methods', async () => {
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

  test('each header is allowed by another rule', async () => {
    const rules = HEADERS.map((header) => ({
      AllowedOrigins: [ORIGIN],
      AllowedMethods: ['PUT', 'GET'],
      AllowedHeaders: [header],
      ExposeHeaders: ['ETag'],
    }));
    theWrongOne(await examineWith(await withBucket(rules)), 'cors.together');
  });

  test('GET is not among the methods', async () => {
    theWrongOne(
      await examineWith(await withBucket([{ ...rule, AllowedMethods: ['PUT'] }])),
      'cors.get',
    );
  });

  test.each(['*', 'https://*'])('any origin may come: %s', async (wild) => {
    const everyone = { AllowedOrigins: ['*'], AllowedMethods: ['GET'] };
    const rules = [{ ...rule, AllowedOrigins: [wild, ORIGIN] }, everyone];
    const found = theWrongOne(await examineWith(await withBucket(rules)), 'cors.foreign-origin');
    expect(found.fix).not.toContain(`"${wild}","http`);
    // To let anybody read is for others to decide.
    expect(found.fix).toContain('{"AllowedMethods":["GET"],"AllowedOrigins":["*"]}');
  });

  test('ETag is not exposed', async () => {
    const found = theWrongOne(
      await examineWith(await withBucket([{ ...rule, ExposeHeaders: [] }])),
      'cors.etag',
    );
    expect(found.fix).toContain('"ExposeHeaders":["ETag"]');
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

  test('something drops the header from the answer', async () => {
    const variables = await behindFront(
      () => undefined,
      (headers, { method }) => {
        if (method === 'PUT') delete headers['access-control-allow-origin'];
      },
    );
    theWrongOne(await examineWith(variables), 'cors.answer');
  });
});

describe('an S3 that takes what it should refuse', () => {
  const STORED = { status: 200 };
  const isPut = ({ method, url }: FrontRequest) =>
    method === 'PUT' && url.pathname.includes('/uploads/');
  const signed = ({ url }: FrontRequest) => url.searchParams.has('X-Amz-Signature');
  const isDated = (asked: FrontRequest) => {
    const [, day = '', time = ''] =
      /^(\d{8})T(\d{6})Z$/.exec(asked.url.searchParams.get('X-Amz-Date') ?? '') ?? [];
    const iso = `${day.replace(/(....)(..)(..)/, '$1-$2-$3')}T${time.replace(/(..)(..)(..)/, '$1:$2:$3')}Z`;
    return Date.parse(iso);
  };
  let first = '';

  beforeEach(() => {
    first = '';
  });

  const takes: [string, string, (asked: FrontRequest) => boolean][] = [
    ['upload.wrong-type', 'another type', ({ headers }) => headers['content-type'] === 'text/html'],
    ['upload.wrong-length', 'another length', ({ headers }) => headers['content-length'] === '50'],
    ['upload.without-headers', 'no headers', ({ headers }) => !headers['if-none-match']],
    ['upload.expired', 'an old URL', (asked) => isDated(asked) < Date.now() - 300_000],
    [
      'upload.twice',
      'a second PUT',
      ({ url }) => {
        const isSecond = first === url.pathname;
        first ||= url.pathname;
        return isSecond;
      },
    ],
  ];

  test.each(takes)('%s: %s', async (check, _, takesIt) => {
    const variables = await behindFront((asked) =>
      isPut(asked) && signed(asked) && takesIt(asked) ? STORED : undefined,
    );
    theWrongOne(await examineWith(variables), check);
  });

  test('other bytes than the checksum: told, and no fault, on a compatible server', async () => {
    let puts = 0;
    const variables = await behindFront((asked) => {
      if (!isPut(asked) || !signed(asked) || asked.headers['content-length'] !== '25')
        return undefined;
      puts += 1;
      return puts > 1 &&
        asked.headers['content-type'] === 'image/png' &&
        asked.headers['if-none-match']
        ? STORED
        : undefined;
    });
    const findings = await examineWith(variables);
    expect(findings.find(({ check }) => check === 'upload.wrong-checksum')).toMatchObject({
      status: 'unknown',
      cause: expect.stringContaining('x-amz-checksum-sha256'),
    });
  });

  test('upload.forged: a signature that is none', async () => {
    const variables = await behindFront((asked) => {
      const { method, url, headers } = asked;
      if (!isPut(asked) || !signed(asked) || headers['content-length'] !== '25') return undefined;
      const isFirst = first === '' || first === url.pathname;
      first ||= url.pathname;
      const isWhole = headers['content-type'] === 'image/png' && headers['if-none-match'] === '*';
      return method === 'PUT' && !isFirst && isWhole && isDated(asked) > Date.now() - 60_000
        ? STORED
        : undefined;
    });
    theWrongOne(await examineWith(variables), 'upload.forged');
  });

  test('whatever comes without a signature', async () => {
    const variables = await behindFront((asked) =>
      asked.method === 'GET' && !signed(asked) && !asked.headers.authorization ? STORED : undefined,
    );
    const found = theWrongOne(await examineWith(variables), 'object.private');
    expect(found.detail).toContain('read it and list the bucket');
    expect(found.fix).toContain('put-public-access-block');
  });

  test('GET of what is proven, and of nothing else', async () => {
    const variables = await behindFront((asked) =>
      asked.method === 'GET' &&
      !signed(asked) &&
      !asked.headers.authorization &&
      asked.url.pathname.includes('/profiles/')
        ? STORED
        : undefined,
    );
    theWrongOne(await examineWith(variables), 'object.proven-private');
  });
});

describe('rights', () => {
  const denied = { status: 403, body: error('AccessDenied') };
  const isSigned = ({ url, headers }: FrontRequest) =>
    url.searchParams.has('X-Amz-Signature') || headers.authorization !== undefined;

  test('no PUT under uploads/', async () => {
    const variables = await behindFront((asked) =>
      asked.method === 'PUT' && asked.url.pathname.includes('/uploads/') ? denied : undefined,
    );
    expect(theWrongOne(await examineWith(variables), 'upload').cause).toContain(
      'lacks s3:PutObject',
    );
  });

  test('a denial in the policy is named, and taken out by the fix', async () => {
    const policy = JSON.stringify({
      Statement: [
        {
          Sid: 'Tls12',
          Effect: 'Deny',
          Principal: '*',
          Action: 's3:*',
          Resource: '*',
          Condition: { NumericLessThan: { 's3:TlsVersion': '1.2' } },
        },
        {
          Sid: 'NoPuts',
          Effect: 'Deny',
          Principal: '*',
          Action: 's3:Put*',
          Resource: 'arn:aws:s3:::*',
        },
        {
          Sid: 'Theirs',
          Effect: 'Allow',
          Principal: { AWS: 'x' },
          Action: 's3:GetObject',
          Resource: 'y',
        },
      ],
    });
    const told = settings({ policy });
    const variables = await behindFront((asked) =>
      asked.method === 'PUT' && isSigned(asked) ? denied : told(asked),
    );
    const found = theWrongOne(await examineWith(variables), 'upload');
    expect(found.cause).toMatch(/denies s3:PutObject: NoPuts\. .*ask first/);
    expect(found.fix).toMatch(/put-bucket-policy .*Theirs/);
    expect(found.fix).not.toContain('NoPuts');
  });

  test('no list: a missing object is answered 403', async () => {
    const variables = await behindFront(({ method, url }) =>
      url.pathname.endsWith('never-was.png') && method !== 'DELETE' ? denied : undefined,
    );
    expect(theWrongOne(await examineWith(variables), 'object.missing').fix).toContain(
      's3:ListBucket',
    );
  });

  const asksBucket = ({ method, url }: FrontRequest) =>
    method === 'HEAD' && url.pathname.split('/').filter(Boolean).length === 1;
  const lists = ({ method, url }: FrontRequest) =>
    method === 'GET' && url.searchParams.has('list-type');

  // A server may answer 404 for what is missing, and yet refuse HeadBucket: only the health check sees that.
  test('no HeadBucket: the health check would answer 503', async () => {
    const variables = await behindFront((asked) =>
      isSigned(asked) && (asksBucket(asked) || lists(asked)) ? denied : undefined,
    );
    const found = theWrongOne(await examineWith(variables), 'bucket.list');
    expect(found.cause).toMatch(/lacks s3:ListBucket.*\/api\/health answers 503/);
  });

  test('no right to list at all is one line', async () => {
    const variables = await behindFront((asked) => {
      const isMissing = asked.url.pathname.endsWith('never-was.png') && asked.method !== 'DELETE';
      return isSigned(asked) && (asksBucket(asked) || lists(asked) || isMissing)
        ? denied
        : undefined;
    });
    theWrongOne(await examineWith(variables), 'bucket.list');
  });

  test('no list, and HeadBucket is answered: no fault', async () => {
    const variables = await behindFront((asked) =>
      isSigned(asked) && lists(asked) ? denied : undefined,
    );
    expect(wrongOnes(await examineWith(variables))).toEqual([]);
  });

  test.each<[number, string, string, string]>([
    [403, 'QuotaExceeded', 'A quota is used up', 'radosgw-admin quota set --quota-scope=bucket'],
    [400, 'XMinioAdminBucketQuotaExceeded', 'A quota is used up', 'mc quota clear ALIAS/'],
    [503, 'SlowDown', 'overloaded', 'npm run doctor'],
    [503, 'ServiceUnavailable', 'overloaded', 'npm run doctor'],
    [400, 'InvalidRequest', 'InvalidRequest, as the test says', 'curl -sI'],
  ])('a PUT that is answered %i %s', async (status, code, cause, fix) => {
    const variables = await behindFront((asked) =>
      asked.method === 'PUT' && isSigned(asked) && asked.url.pathname.includes('/uploads/')
        ? { status, body: error(code) }
        : undefined,
    );
    const found = theWrongOne(await examineWith(variables), 'upload');
    expect(found.cause).toContain(cause);
    expect(found.fix).toContain(fix);
  });

  test('no GET under uploads/', async () => {
    const variables = await behindFront(({ method, url, headers }) =>
      method === 'GET' && headers.range && /uploads.*(?<!never-was)\.png$/.test(url.pathname)
        ? denied
        : undefined,
    );
    theWrongOne(await examineWith(variables), 'object.settle');
  });

  test('no presigned GET under profiles/', async () => {
    const variables = await behindFront((asked) =>
      asked.method === 'GET' && isSigned(asked) && asked.url.pathname.includes('/profiles/')
        ? denied
        : undefined,
    );
    theWrongOne(await examineWith(variables), 'object.get');
  });

  test('no DELETE: the line is wrong, and what is left is told', async () => {
    const isDelete = ({ method, url }: FrontRequest) =>
      method === 'DELETE' || (method === 'POST' && url.searchParams.has('delete'));
    const findings = await examineWith(
      await behindFront((asked) => (isDelete(asked) ? denied : undefined)),
    );
    theWrongOne(findings, 'object.delete');
    expect(findings.find(({ check }) => check === 'cleanup')?.detail).toContain(
      'left behind: uploads/~doctor/',
    );
  });
});

describe('settings', () => {
  const enabled = '<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>';
  const statement = {
    Sid: 'Open',
    Effect: 'Allow',
    Principal: '*',
    Action: 's3:GetObject',
    Resource: '*',
  };
  const all = '<ID>all</ID><Status>Enabled</Status><Filter><Prefix></Prefix></Filter>';

  test.each<[check: string, what: string, changed: Record<string, string>, fix: string]>([
    [
      'bucket.ownership',
      'ACLs count',
      {
        ownershipControls:
          '<OwnershipControls><Rule><ObjectOwnership>ObjectWriter</ObjectOwnership></Rule></OwnershipControls>',
      },
      'put-bucket-ownership-controls',
    ],
    [
      'bucket.ownership',
      'not set',
      { ownershipControls: error('OwnershipControlsNotFoundError') },
      'put-bucket-ownership-controls',
    ],
    [
      'bucket.public-access-block',
      'off',
      { publicAccessBlock: accessBlock('true', 'false') },
      'put-public-access-block',
    ],
    [
      'bucket.public-access-block',
      'not set',
      { publicAccessBlock: error('NoSuchPublicAccessBlockConfiguration') },
      'put-public-access-block',
    ],
    ['bucket.acl', 'open', { acl: acl('AllUsers') }, 'put-bucket-acl'],
    [
      'bucket.encryption',
      'none',
      { encryption: error('ServerSideEncryptionConfigurationNotFoundError') },
      'put-bucket-encryption',
    ],
    [
      'bucket.policy-public',
      'open',
      { policy: JSON.stringify({ Statement: [statement] }) },
      'delete-bucket-policy',
    ],
    [
      'bucket.lifecycle',
      'none',
      { lifecycle: error('NoSuchLifecycleConfiguration') },
      'put-bucket-lifecycle-configuration',
    ],
    [
      'bucket.lifecycle',
      'switched off',
      { lifecycle: lifecycle(uploadsRule(1, 'Disabled')) },
      'put-bucket-lifecycle-configuration',
    ],
    ['bucket.lifecycle', 'late', { lifecycle: lifecycle(uploadsRule(7)) }, '"Days":1'],
    [
      'bucket.lifecycle-profiles',
      'all expires',
      { lifecycle: lifecycle(uploadsRule(), `${all}<Expiration><Days>365</Days></Expiration>`) },
      '"Status":"Disabled"',
    ],
    [
      'bucket.lifecycle-profiles',
      'all freezes',
      {
        lifecycle: lifecycle(
          uploadsRule(),
          `${all}<Transition><Days>30</Days><StorageClass>GLACIER</StorageClass></Transition>`,
        ),
      },
      '"Status":"Disabled"',
    ],
    ['bucket.versioning', 'for ever', { versioning: enabled }, 'NoncurrentVersionExpiration'],
    [
      'bucket.object-lock',
      'by default',
      {
        'object-lock':
          '<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled><Rule><DefaultRetention><Mode>GOVERNANCE</Mode><Days>1</Days></DefaultRetention></Rule></ObjectLockConfiguration>',
      },
      'put-object-lock-configuration',
    ],
  ])('%s: %s', async (check, _, changed, fix) => {
    const found = theWrongOne(await examineWith(await behindFront(settings(changed))), check);
    expect(found.fix).toContain(fix);
  });

  test('a rule of others is switched off by the command that is about it, and no other', async () => {
    const legal =
      '<ID>legal-30d</ID><Status>Enabled</Status><Filter><Prefix></Prefix></Filter><Expiration><Days>30</Days></Expiration>';
    const changed = { versioning: enabled, lifecycle: lifecycle(uploadsRule(7), legal) };
    const findings = await examineWith(await behindFront(settings(changed)));
    const lines = ['bucket.lifecycle', 'bucket.lifecycle-profiles', 'bucket.versioning'];
    expect(wrongOnes(findings)).toEqual(lines);
    const off = findings
      .filter(({ fix }) => fix?.includes('"Status":"Disabled"'))
      .map(({ check }) => check);
    expect(off).toEqual(['bucket.lifecycle-profiles']);
    expect(findings.find(({ check }) => check === off[0])?.cause).toContain('ask first');
  });

  test('versions that a lifecycle rule ends are no fault', async () => {
    const ended = `${all}<NoncurrentVersionExpiration><NoncurrentDays>1</NoncurrentDays></NoncurrentVersionExpiration>`;
    const changed = { versioning: enabled, lifecycle: lifecycle(uploadsRule(), ended) };
    expect(wrongOnes(await examineWith(await behindFront(settings(changed))))).toEqual([]);
  });

  test('what may not be read is no fault', async () => {
    const changed = Object.fromEntries(
      ['ownershipControls', 'policy', 'policyStatus', 'lifecycle', 'acl'].map((name) => [
        name,
        error('AccessDenied'),
      ]),
    );
    expect(wrongOnes(await examineWith(await behindFront(settings(changed))))).toEqual([]);
  });
});
