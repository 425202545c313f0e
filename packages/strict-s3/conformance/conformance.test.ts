// Runs the suite on this server, or on Ceph RGW at the URL in S3_CONFORMANCE_ENDPOINT.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunningS3, startS3 } from '../src/server.ts';
import { ALL_CASES } from './all-cases.ts';
import { CONFORMANCE_CREDENTIALS, Fixture, type Target } from './fixture.ts';
import { RGW_GAPS } from './rgw-gaps.ts';

const region = 'us-east-1';
const credentials = CONFORMANCE_CREDENTIALS;
const elsewhere = process.env.S3_CONFORMANCE_ENDPOINT;
const gaps = elsewhere ? RGW_GAPS : new Map<string, string>();

let own: RunningS3 | undefined;
const dataDir = mkdtempSync(join(tmpdir(), 's3-conformance-'));
let fixture: Fixture;

beforeAll(async () => {
  if (!elsewhere) own = await startS3({ port: 0, dataDir, region, credentials });
  const target: Target = { endpoint: elsewhere ?? own?.url ?? '', region, credentials };
  fixture = new Fixture(target);
  await fixture.open();
});

afterAll(async () => {
  await fixture.close();
  await own?.stop();
  rmSync(dataDir, { recursive: true });
});

describe.each(Object.entries(ALL_CASES))('%s', (group, cases) => {
  test.each(Object.entries(cases))('%s', async (name, run) => {
    const gap = gaps.get(`${group}: ${name}`);
    if (gap === undefined) return run(fixture);
    const outcome = await run(fixture).then(
      () => `passes, but is listed as a gap: ${gap}`,
      () => 'fails',
    );
    expect(outcome).toBe('fails');
  });
});

test('every listed gap names a case', () => {
  const names = Object.entries(ALL_CASES).flatMap(([group, cases]) =>
    Object.keys(cases).map((name) => `${group}: ${name}`),
  );
  expect(names).toEqual(expect.arrayContaining([...RGW_GAPS.keys()]));
});
