// The command in a process of its own: its output and exit codes.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { healthyVariables, theWrongOne } from '@/test/doctor/fixtures';

interface Ended {
  code: number;
  out: string;
  err: string;
}

const root = resolve(__dirname, '../..');

function environment(changed: Record<string, string | undefined>): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    NODE_ENV: 'test',
    ...healthyVariables(),
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local-secret-key',
    CRON_SECRET: 'Zm9yIHRoZSB0ZXN0cyBvZiB0aGUgZG9jdG9y',
    ...changed,
  };
}

const COMMAND = ['--conditions=react-server', '--import', 'tsx', 'ops/doctor.ts'];

function start(args: string[], changed: Record<string, string | undefined>) {
  const options = { cwd: root, env: environment(changed) };
  return spawn(process.execPath, [...COMMAND, ...args], {
    ...options,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

function doctor(args: string[], changed: Record<string, string | undefined> = {}): Promise<Ended> {
  return new Promise((ended) => {
    execFile(
      process.execPath,
      [...COMMAND, ...args],
      { cwd: root, env: environment(changed) },
      (error, out, err) => ended({ code: Number(error?.code ?? 0), out, err }),
    );
  });
}

function secretsIn({ out, err }: Ended): string[] {
  const secrets = [
    'local-secret-key',
    'Zm9yIHRoZSB0ZXN0',
    process.env.NEXTAUTH_SECRET ?? '',
    'X-Amz-Signature=',
  ];
  return secrets.filter((secret) => `${out}${err}`.includes(secret));
}

test('a healthy environment: a line per check, a summary, exit 0, no secret', async () => {
  const ended = await doctor([]);
  expect(ended.code).toBe(0);
  const lines = ended.out.trim().split('\n');
  expect(lines[0]).toMatch(/^ok {7}variables +complete/);
  expect(lines.at(-1)).toMatch(/^\d+ ok, 0 wrong, \d+ unknown$/);
  expect(ended.err).toBe('');
  expect(secretsIn(ended)).toEqual([]);
});

test('each line is printed before the next check is answered', async () => {
  // The fake S3 answers only after the earlier lines have been read.
  let answer = () => {};
  const linesAreRead = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const waiting = createServer(async (_, response) => {
    await linesAreRead;
    response.writeHead(200).end();
  });
  await new Promise<void>((resolve) => waiting.listen(0, '127.0.0.1', resolve));
  const S3_ENDPOINT = `http://127.0.0.1:${(waiting.address() as AddressInfo).port}`;
  try {
    const child = start([], { S3_ENDPOINT });
    const ended = once(child, 'exit');
    const lines: string[] = [];
    for await (const line of createInterface({ input: child.stdout })) {
      lines.push(line);
      if (line.includes(' cron-secret ')) answer();
    }
    expect((await ended)[0]).toBe(1);
    expect(lines.findIndex((line) => line.startsWith('wrong'))).toBeGreaterThan(2);
  } finally {
    answer();
    waiting.close();
    waiting.closeAllConnections();
  }
});

test('no credentials: one check fails', async () => {
  const none = { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined };
  // No profile, container or instance to get them from.
  const nowhere = { HOME: '/nonexistent', AWS_EC2_METADATA_DISABLED: 'true' };
  const { code, out } = await doctor(['--json'], { ...none, ...nowhere });
  expect(code).toBe(1);
  const { findings } = JSON.parse(out);
  expect(theWrongOne(findings, 'credentials').fix).toContain('export AWS_ACCESS_KEY_ID=local');
});

test('a wrong secret: cause and fix below the line, exit 1', async () => {
  const ended = await doctor([], { AWS_SECRET_ACCESS_KEY: 'another-secret-key' });
  expect(ended.code).toBe(1);
  expect(ended.out).toMatch(
    /\nwrong {4}credentials .*\n +cause: .+\n +fix: {3}export AWS_ACCESS_KEY_ID=/,
  );
  expect(ended.out).not.toContain('another-secret-key');
});

test('--json: findings with stable names, and only JSON on standard output', async () => {
  const ended = await doctor(['--json'], { USERS_TABLE: 'doctor-no-such-table' });
  expect(ended.code).toBe(1);
  const report = JSON.parse(ended.out);
  expect(report).toMatchObject({ healthy: false, counts: { wrong: 1 } });
  expect(report.findings.filter(({ status }: { status: string }) => status === 'wrong')).toEqual([
    {
      check: 'table.users',
      status: 'wrong',
      detail: expect.any(String),
      cause: expect.any(String),
      fix: expect.stringContaining('aws dynamodb create-table'),
    },
  ]);
  const checks = report.findings.map(({ check }: { check: string }) => check);
  expect(new Set(checks).size).toBe(checks.length);
  expect(secretsIn(ended)).toEqual([]);
});

test('an unknown argument: exit 2', async () => {
  const ended = await doctor(['--jsno']);
  expect(ended.code).toBe(2);
  expect(ended.err).toContain('npm run doctor');
});

test('no variable at all: an explanation, exit 1', async () => {
  const nothing = Object.fromEntries(
    Object.keys(healthyVariables()).map((name) => [name, undefined]),
  );
  const ended = await doctor([], nothing);
  expect(ended.code).toBe(1);
  expect(ended.out).toContain('APP_REGION must be set');
});
