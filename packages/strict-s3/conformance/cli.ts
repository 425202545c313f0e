#!/usr/bin/env node
// The command `strict-s3-conformance`: runs the suite against any S3 and prints the cases that fail.
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { ALL_CASES } from './all-cases.ts';
import { type Case, CONFORMANCE_CREDENTIALS, Fixture } from './fixture.ts';

const USAGE = `Usage: strict-s3-conformance --endpoint URL [options]

  --endpoint URL     the S3 to test, for example http://127.0.0.1:9000
  --access-key ID    default: ${CONFORMANCE_CREDENTIALS.accessKeyId}
  --secret-key KEY   default: ${CONFORMANCE_CREDENTIALS.secretAccessKey}
  --region REGION    default: us-east-1

The suite creates one bucket, works in it and deletes it.`;

const CASE_TIMEOUT_MS = 20_000;

function parseOptions(args: string[]) {
  const text = (value?: string) => ({ type: 'string', ...(value && { default: value }) }) as const;
  const { values } = parseArgs({
    args,
    options: {
      endpoint: text(),
      'access-key': text(CONFORMANCE_CREDENTIALS.accessKeyId),
      'secret-key': text(CONFORMANCE_CREDENTIALS.secretAccessKey),
      region: text('us-east-1'),
    },
  });
  if (!URL.canParse(values.endpoint ?? '')) throw new TypeError('--endpoint must be a URL.');
  return {
    endpoint: String(values.endpoint),
    region: String(values.region),
    credentials: {
      accessKeyId: String(values['access-key']),
      secretAccessKey: String(values['secret-key']),
    },
  };
}

/** Undefined if the case passes; otherwise the first line of its error. */
async function failureOf(run: Case, fixture: Fixture): Promise<string | undefined> {
  const timer = new AbortController();
  const timeout = delay(CASE_TIMEOUT_MS, undefined, { signal: timer.signal }).then(() => {
    throw new Error(`no result within ${CASE_TIMEOUT_MS / 1000} s`);
  });
  try {
    await Promise.race([run(fixture), timeout]);
    return undefined;
  } catch (error) {
    return String((error as Error).message)
      .replace(/\s+/g, ' ')
      .slice(0, 160);
  } finally {
    timer.abort();
    await timeout.catch(() => {});
  }
}

async function main(args: string[]): Promise<number> {
  if (args.includes('--help')) {
    console.log(USAGE);
    return 0;
  }
  const fixture = new Fixture(parseOptions(args));
  await fixture.open();
  let [passed, total] = [0, 0];
  for (const [group, cases] of Object.entries(ALL_CASES)) {
    for (const [name, run] of Object.entries(cases)) {
      total += 1;
      const failure = await failureOf(run, fixture);
      if (failure === undefined) passed += 1;
      else console.log(`FAIL ${group}: ${name}\n     ${failure}`);
    }
  }
  await fixture.close().catch((error: Error) => {
    console.error(`The bucket ${fixture.bucket} could not be deleted: ${error.message}`);
  });
  console.log(`${passed} of ${total} passed`);
  return passed === total ? 0 : 1;
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: Error) => {
    console.error(`strict-s3-conformance: ${error.message}\n\n${USAGE}`);
    process.exit(2);
  },
);
