// Jest `setupFilesAfterEnv`: watches every SDK request of the app and of the operator's commands, and fails the test file if one is not in
// aws-calls.json, from which the deployment derives permissions. The calls themselves are unchanged. If RECORD_AWS_CALLS names a file, each
// call is appended to it as a JSON line, for check-calls.ts.
import { appendFileSync } from 'node:fs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import listed from '@/deployment/calls/aws-calls.json' with { type: 'json' };
import { type AwsCall, callsOf, presignedCall } from '@/deployment/calls/read-calls';
import { QuerySigner } from '@/lib/server/aws/query-signer';

type Role = keyof typeof listed;

/** The role that makes a request, by the use case in the stack trace. */
const ROLES: [RegExp, Role][] = [
  [/\/lib\/server\/profile\/use-cases\/erase-own-data\.ts/, 'web'],
  [/\/ops\/|\/lib\/server\/profile\/use-cases\/(backfill|erase|reconcile)/, 'operator'],
  [/\/lib\/server\/profile\/use-cases\/sweep-images\.ts/, 'sweep'],
  [/\/lib\/server\/profile\/use-cases\/process-upload\.ts/, 'process-upload'],
  [
    /\/lib\/server\/(profile|http|auth)\/|\/lib\/server\/aws\/(dynamo-rate-limiter|health)\.ts/,
    'web',
  ],
];

const tables = new Map([
  [process.env.USERS_TABLE ?? 'Users', 'users'],
  [process.env.IMAGES_TABLE ?? 'ProfileImages', 'images'],
  [process.env.RATE_LIMITS_TABLE ?? 'ProfileRateLimits', 'rateLimits'],
]);

const seen = new Map<string, AwsCall & { role: Role }>();

function roleNow(): Role | null {
  const { prepareStackTrace, stackTraceLimit } = Error;
  Error.stackTraceLimit = 100;
  // Only the names of files: to map positions to the sources would take a twentieth of the CPU time of all tests.
  Error.prepareStackTrace = (_, frames) => frames.map((frame) => frame.getFileName());
  const files: unknown = new Error().stack;
  Object.assign(Error, { prepareStackTrace, stackTraceLimit });
  const inProject = (Array.isArray(files) ? files : [])
    .filter((file) => typeof file === 'string')
    // Ignore folders of that name above the project.
    .map((file) => file.replace(process.cwd(), ''))
    .filter((file) => !/\.test\.ts|\/test\//.test(file));
  return ROLES.find(([pattern]) => inProject.some((file) => pattern.test(file)))?.[1] ?? null;
}

function note(calls: () => AwsCall[]): void {
  const role = roleNow();
  if (role === null) return;
  for (const call of calls()) {
    // Tests of the doctor create their own tables, for which no role has permissions.
    if (role === 'operator' && call.on.startsWith('doctor-')) continue;
    seen.set(`${role} ${call.action} ${call.on}`, { role, ...call });
  }
}

/** Calls a function before each call of a method, whose behaviour stays the same. */
function watch(prototype: object, method: string, look: (argument: unknown) => void): void {
  const original: unknown = Reflect.get(prototype, method);
  if (typeof original !== 'function') throw new Error(`There is no method ${method} to watch`);
  Reflect.set(prototype, method, function (this: unknown, ...given: unknown[]) {
    look(given[0]);
    return Reflect.apply(original, this, given);
  });
}

function watchClient(prototype: object, service: 's3' | 'dynamodb'): void {
  watch(prototype, 'send', (argument) => {
    const command = argument as { constructor: { name: string }; input: Record<string, unknown> };
    note(() => callsOf(service, command.constructor.name, command.input, tables));
  });
}

watchClient(S3Client.prototype, 's3');
watchClient(DynamoDBClient.prototype, 'dynamodb');
watchClient(DynamoDBDocumentClient.prototype, 'dynamodb');
watch(QuerySigner.prototype, 'presign', (argument) => {
  const { method, path } = argument as { method: string; path: string };
  note(() => [presignedCall(method, path)]);
});

afterAll(() => {
  const file = process.env.RECORD_AWS_CALLS;
  if (file) {
    for (const call of seen.values()) appendFileSync(file, `${JSON.stringify(call)}\n`);
  }
  const unlisted = [...seen.values()].filter(({ role, action, on }) => {
    const places: Record<string, string[]> = listed[role];
    return !Object.hasOwn(places, action) || !places[action]?.includes(on);
  });
  expect(unlisted).toEqual([]);
});
