// The log of the app: the sentences of the original API literally, the security events, and neither secrets nor the
// location of a photo.
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { PRIVATE_TEXTS } from 'odd-images/exif';

interface Line {
  level: string;
  time: string;
  msg: string;
  requestId?: string;
  userId?: string;
  code?: string;
}

interface Told {
  s3Key: string;
  status: number;
  wait: string;
  /** Strings that the log must not contain. */
  secrets: string[];
}

async function logOf(
  args: string[],
  env: Record<string, string> = {},
): Promise<{ log: string; lines: Line[]; told: Told }> {
  const root = resolve(__dirname, '../../..');
  const script = resolve(root, 'test/http/call-everything.ts');
  const child = spawn(
    process.execPath,
    ['--conditions=react-server', '--import', 'tsx', script, ...args],
    {
      cwd: root,
      env: {
        ...process.env,
        LOG_LEVEL: 'debug',
        CRON_SECRET: 'the secret of the scheduler',
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const [log, told] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit'),
  ]);
  const lines = log.trim().split('\n').filter(Boolean);
  // Exactly one line, so nothing else was written to standard error.
  return { log, lines: lines.map((line) => JSON.parse(line)), told: JSON.parse(told) };
}

function expectNoSecret(log: string, { secrets }: Told): void {
  for (const secret of secrets) {
    expect(secret.length).toBeGreaterThan(10);
    expect(log).not.toContain(secret);
  }
  expect(log).not.toMatch(/X-Amz-(Signature|Credential)=[^.]/i);
  expect(log).not.toMatch(/session-token|cookie|authorization|Bearer \w/i);
  // 19° 25' 43.26" N, 99° 8' 1" W: in degrees, minutes and seconds, in degrees, or by name. A time could end with the same digits.
  expect(log).not.toMatch(/GPSL|latitude|4326\/100|(?<![:\d])(43\.26|19\.428)|99\.13[34]/i);
  for (const private_ of PRIVATE_TEXTS) expect(log).not.toContain(private_);
}

test('logs the sentences of the original API and the security events, without secrets', async () => {
  const userId = `log-${randomUUID()}`;
  const { log, lines, told } = await logOf([userId]);
  const messages = lines.map(({ msg }) => msg);
  expect(messages).toContain(`Image metadata saved for user ${userId}: ${told.s3Key}`);
  expect(messages).toContain(`Generated presigned GET URL for user ${userId}`);
  expect(messages).toContain(`Profile updated for user ${userId}: ['profileImageKey']`);
  expect(messages).toContain(`Profile updated for user ${userId}: ['nombre', 'apellido']`);
  expect(messages).toContain(`Image rejected for user ${userId}: not_an_image`);
  expect(messages).toContain(`Image rejected for user ${userId}: corrupt`);
  expect(messages).toContain(`Sessions ended for user ${userId}`);
  for (const line of lines) {
    expect(line).toMatchObject({ level: expect.stringMatching(/^(info|warn)$/) });
    expect(new Date(line.time).toISOString()).toBe(line.time);
  }
  for (const code of ['invalid_token', 'unauthenticated', 'cross_site', 'invalid_request']) {
    const [refusal] = lines.filter((line) => line.code === code);
    expect(refusal).toMatchObject({ level: 'warn', requestId: expect.any(String) });
  }
  const [crossSite] = lines.filter(({ code }) => code === 'cross_site');
  expect(crossSite).toMatchObject({ userId });
  expect(told.secrets.length).toBeGreaterThan(12);
  expectNoSecret(log, told);
});

test.each([
  ['no DynamoDB', 'DYNAMODB_ENDPOINT', 'handle_image_upload'],
  ['no S3', 'S3_ENDPOINT', 'handle_update_profile'],
])('logs the error pattern of the original API if there is %s', async (what, variable, handler) => {
  const { log, lines, told } = await logOf([`log-${randomUUID()}`, what], {
    [variable]: 'http://127.0.0.1:9',
  });
  expect(told).toMatchObject({ status: 503, wait: '1' });
  const messages = lines.filter(({ level }) => level === 'error').map(({ msg }) => msg);
  expect(messages).toEqual([expect.stringMatching(new RegExp(`^Error in ${handler}: .`))]);
  expectNoSecret(log, told);
});
