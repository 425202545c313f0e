// The suite, on the server of this project, or on another one that S3_CONFORMANCE_ENDPOINT names (see test/engines/run-conformance.ts).
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunningS3, startS3 } from '../src/server.ts';
import { ALL_CASES } from './all-cases.ts';
import { Bench, CONFORMANCE_CREDENTIALS, type Target } from './bench.ts';
import { RGW_GAPS } from './rgw-gaps.ts';

const region = 'us-east-1';
const credentials = CONFORMANCE_CREDENTIALS;
const elsewhere = process.env.S3_CONFORMANCE_ENDPOINT;
const gaps = elsewhere ? RGW_GAPS : new Map<string, string>();

let twin: RunningS3 | undefined;
const dataDir = mkdtempSync(join(tmpdir(), 's3-conformance-'));
let bench: Bench;

beforeAll(async () => {
  if (!elsewhere) twin = await startS3({ port: 0, dataDir, region, credentials });
  const target: Target = { endpoint: elsewhere ?? twin?.url ?? '', region, credentials };
  bench = new Bench(target);
  await bench.open();
});

afterAll(async () => {
  await bench.close();
  await twin?.stop();
  rmSync(dataDir, { recursive: true });
});

describe.each(Object.entries(ALL_CASES))('%s', (group, cases) => {
  test.each(Object.entries(cases))('%s', async (name, run) => {
    const gap = gaps.get(`${group}: ${name}`);
    if (gap === undefined) return run(bench);
    const outcome = await run(bench).then(
      () => `passes, though it is listed as a gap: ${gap}`,
      () => 'fails',
    );
    expect(outcome).toBe('fails');
  });
});

test('every gap that is listed names a case', () => {
  const names = Object.entries(ALL_CASES).flatMap(([group, cases]) =>
    Object.keys(cases).map((name) => `${group}: ${name}`),
  );
  expect(names).toEqual(expect.arrayContaining([...RGW_GAPS.keys()]));
});
