// The log of the product, as an operator reads it: the sentences of the seed to the letter, and nothing that opens anything.
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';

interface Line {
  level: string;
  time: string;
  msg: string;
}

async function logOf(
  args: string[],
  env: Record<string, string> = {},
): Promise<{ log: string; lines: Line[]; told: string }> {
  const root = resolve(__dirname, '../../..');
  const script = resolve(__dirname, 'fakes/call-everything.ts');
  const child = spawn(
    process.execPath,
    ['--conditions=react-server', '--import', 'tsx', script, ...args],
    {
      cwd: root,
      env: { ...process.env, LOG_LEVEL: 'info', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const [log, told] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit'),
  ]);
  const lines = log.trim().split('\n').filter(Boolean);
  return { log, lines: lines.map((line) => JSON.parse(line)), told };
}

test('the sentences of the seed come out with its very words, and no secret with them', async () => {
  const userId = `log-${randomUUID()}`;
  const { log, lines, told } = await logOf([userId]);
  const { s3Key, secrets }: { s3Key: string; secrets: string[] } = JSON.parse(told);
  const messages = lines.map(({ msg }) => msg);
  expect(messages).toContain(`Image metadata saved for user ${userId}: ${s3Key}`);
  expect(messages).toContain(`Generated presigned GET URL for user ${userId}`);
  expect(messages).toContain(`Profile updated for user ${userId}: ['profileImageKey']`);
  expect(messages).toContain(`Profile updated for user ${userId}: ['nombre', 'apellido']`);
  expect(messages).toContain(`Image rejected for user ${userId}: not_an_image`);
  for (const line of lines) {
    expect(line).toMatchObject({ level: expect.stringMatching(/^(info|warn)$/) });
    expect(new Date(line.time).toISOString()).toBe(line.time);
  }
  expect(secrets).toHaveLength(3);
  for (const secret of secrets) expect(log).not.toContain(secret);
  expect(log).not.toMatch(/X-Amz-Signature|session-token|cookie|authorization/i);
});

test('the error pattern of the seed comes out when DynamoDB is not there', async () => {
  const { log, lines, told } = await logOf([`log-${randomUUID()}`, 'in vain'], {
    DYNAMODB_ENDPOINT: 'http://127.0.0.1:9',
  });
  expect(JSON.parse(told)).toEqual({ status: 503, wait: '1' });
  const messages = lines.filter(({ level }) => level === 'error').map(({ msg }) => msg);
  expect(messages).toEqual([expect.stringMatching(/^Error in handle_image_upload: ./)]);
  expect(log).not.toMatch(/X-Amz-Signature|session-token|cookie|authorization/i);
});
