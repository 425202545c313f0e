// The format of the report, and the secrets that it must not contain.
import { ok, unknown, wrong } from './finding';
import { asJson, asText, redact, sumOf } from './print';

const FINDINGS = [
  ok('bucket', 'is there'),
  wrong('cors.content-type', 'may not be sent', 'the rule lacks it', 'aws s3api put-bucket-cors'),
  unknown('bucket.acl', 'may not be read', 'no right'),
];

test('a line per check, cause and fix below it, and the summary', () => {
  expect([...FINDINGS.flatMap((one) => asText(one).split('\n')), sumOf(FINDINGS)]).toEqual([
    'ok       bucket                       is there',
    'wrong    cors.content-type            may not be sent',
    '         cause: the rule lacks it',
    '         fix:   aws s3api put-bucket-cors',
    'unknown  bucket.acl                   may not be read',
    '         cause: no right',
    '1 ok, 1 wrong, 1 unknown',
  ]);
});

test('the same as JSON', () => {
  expect(JSON.parse(asJson(FINDINGS))).toEqual({
    healthy: false,
    counts: { ok: 1, wrong: 1, unknown: 1 },
    findings: FINDINGS,
  });
  expect(JSON.parse(asJson([ok('bucket', 'is there')]))).toMatchObject({ healthy: true });
});

test('no secret of the environment, and no query of a signed URL, anywhere', () => {
  const url = 'https://s3.example.com/b/k?X-Amz-Date=20260101T000000Z&X-Amz-Signature=abcdef';
  const cdn = 'https://cdn.example.com/k?Expires=1&Signature=abcdef&Key-Pair-Id=K1';
  const found = wrong(
    'upload',
    `at ${url} and ${cdn}`,
    'with the-secret-key',
    'echo the-cron-secret',
  );
  const source = { AWS_SECRET_ACCESS_KEY: 'the-secret-key', CRON_SECRET: 'the-cron-secret' };
  expect(redact(found, source)).toEqual(
    wrong(
      'upload',
      'at https://s3.example.com/b/k?... and https://cdn.example.com/k?...',
      'with ...',
      'echo ...',
    ),
  );
});

test('the documented secret of the local engines is kept, so that the command can be pasted', () => {
  const found = wrong(
    'credentials',
    'refused',
    'why',
    'export AWS_SECRET_ACCESS_KEY=local-secret-key',
  );
  expect(redact(found, { AWS_SECRET_ACCESS_KEY: 'local-secret-key' })).toEqual(found);
});
