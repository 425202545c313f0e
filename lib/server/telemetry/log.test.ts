// The redaction of the log: no secret is in any line, whatever the error or message that contains it.
import { jsonLog } from './log';

function written(write: (log: ReturnType<typeof jsonLog>) => void): string {
  const lines: string[] = [];
  write(jsonLog('info', { write: (line) => lines.push(line) }));
  return lines.join('');
}

const TOKEN = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhbmEifQ.c2lnbmF0dXJl';

test.each([
  [`PUT https://bucket.s3.amazonaws.com/a.png?X-Amz-Signature=abc123&X-Amz-Credential=k`, 'abc123'],
  ['"http://127.0.0.1:9000/b/a.png?X-Amz-Credential=local%2F2026&x=1"', 'local%2F2026'],
  ['X-Amz-Security-Token=IQoJb3JpZ2luX2VjEA failed', 'IQoJb3JpZ2luX2VjEA'],
  [`authorization: Bearer ${TOKEN}`, 'c2lnbmF0dXJl'],
  ['Authorization: bearer opaque-token-of-cron', 'opaque-token-of-cron'],
  ['GET /f/AAAAAAAAAAAAAAAAAAAA-_.jpg?s=240 failed', 'AAAAAAAAAAAAAAAAAAAA-_'],
  [`next-auth.session-token=${TOKEN};`, 'c2lnbmF0dXJl'],
])('%s', (text, secret) => {
  const error = new Error(text, { cause: new TypeError(text) });
  const log = written((to) => {
    to.error({ err: error, key: text }, `Error in a handler: ${String(error)}`);
    to.info({}, text);
  });
  expect(log).not.toContain(secret);
  expect(log.match(/\.\.\./g)?.length).toBeGreaterThanOrEqual(5);
  for (const line of log.trim().split('\n')) expect(() => JSON.parse(line)).not.toThrow();
});

test('text without secrets is unchanged, and stays one line', () => {
  const sentence =
    'Profile updated for user u\n{"level":"error"}: https://x.example/profiles/a.png';
  const log = written((to) => to.info({ userId: 'u\r\nSet-Cookie: a=b' }, sentence));
  expect(log.trim().split('\n')).toHaveLength(1);
  expect(JSON.parse(log)).toMatchObject({ msg: sentence, userId: 'u\r\nSet-Cookie: a=b' });
});
