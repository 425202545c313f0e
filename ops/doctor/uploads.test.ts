// An S3 that accepts what it should refuse, each fault alone: the right check fails.

import { behindFront } from '@/test/doctor/broken-bucket';
import { examineWith, type ProxiedRequest, theWrongOne } from '@/test/doctor/fixtures';

describe('an S3 that accepts what it should refuse', () => {
  const STORED = { status: 200 };
  const isPut = ({ method, url }: ProxiedRequest) =>
    method === 'PUT' && url.pathname.includes('/uploads/');
  const signed = ({ url }: ProxiedRequest) => url.searchParams.has('X-Amz-Signature');
  const isDated = (asked: ProxiedRequest) => {
    const [, day = '', time = ''] =
      /^(\d{8})T(\d{6})Z$/.exec(asked.url.searchParams.get('X-Amz-Date') ?? '') ?? [];
    const iso = `${day.replace(/(....)(..)(..)/, '$1-$2-$3')}T${time.replace(/(..)(..)(..)/, '$1:$2:$3')}Z`;
    return Date.parse(iso);
  };
  let first = '';

  beforeEach(() => {
    first = '';
  });

  const takes: [string, string, (asked: ProxiedRequest) => boolean][] = [
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

  test('bytes that differ from the checksum: reported, but no fault of a compatible server', async () => {
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

  test('upload.forged: an invalid signature', async () => {
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

  test('requests without a signature', async () => {
    const variables = await behindFront((asked) =>
      asked.method === 'GET' && !signed(asked) && !asked.headers.authorization ? STORED : undefined,
    );
    const found = theWrongOne(await examineWith(variables), 'object.private');
    expect(found.detail).toContain('read it and list the bucket');
    expect(found.fix).toContain('put-public-access-block');
  });

  test('anonymous GET of validated images only', async () => {
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
