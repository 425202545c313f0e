// Compares the AWS calls that the tests recorded with aws-calls.json, in both directions: an unused permission is a fault too.
// `RECORD_AWS_CALLS=FILE npx jest --selectProjects server`, then `npx tsx deployment/calls/check-calls.ts FILE`.
import { readFileSync } from 'node:fs';
import listed from './aws-calls.json' with { type: 'json' };

/**
 * Permissions that no test needs. ConditionCheckItem, which a transaction needs to check an item without writing it, grants no more than
 * GetItem; it is granted in advance, since an app is often deployed before its stack. The doctor lists versions only in a bucket with
 * versioning, which the local S3 lacks.
 */
const AHEAD = new Set([
  'dynamodb:ConditionCheckItem',
  's3:DeleteObjectVersion',
  's3:ListBucketVersions',
]);

const [file = ''] = process.argv.slice(2);
const recorded = new Set(
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as { role: string; action: string; on: string })
    .map(({ role, action, on }) => `${role} ${action} ${on}`),
);
const expected = new Set(
  Object.entries(listed).flatMap(([role, actions]) =>
    Object.entries(actions)
      .filter(([action]) => !AHEAD.has(action))
      .flatMap(([action, places]) => places.map((on) => `${role} ${action} ${on}`)),
  ),
);
const unlisted = [...recorded].filter((call) => !expected.has(call));
const unmade = [...expected].filter((call) => !recorded.has(call));
for (const call of unlisted) console.error(`called, but not in aws-calls.json: ${call}`);
for (const call of unmade) console.error(`in aws-calls.json, but not called by any test: ${call}`);
if (unlisted.length + unmade.length > 0) process.exitCode = 1;
else console.log(`All ${expected.size} kinds of call are listed, and made.`);
