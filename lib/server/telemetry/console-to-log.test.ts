// What Next and other packages print becomes log lines, in JSON and without secrets.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { consoleToLog } from './console-to-log';
import { jsonLog } from './log';

const printed = { error: console.error, warn: console.warn };
const listeners = process.listeners('warning');
const lines: string[] = [];

beforeAll(() => consoleToLog(jsonLog('info', { write: (line) => lines.push(line) })));
afterAll(() => {
  Object.assign(console, printed);
  process.removeAllListeners('warning');
  for (const listener of listeners) process.on('warning', listener);
});

test('an error that Next prints becomes one line, whatever it contains', () => {
  const url = 'https://b.s3.amazonaws.com/a?X-Amz-Signature=abc123';
  console.error(
    ' \u001b[31m⨯\u001b[39m',
    new TypeError(`x\n{"level":"info","msg":"forged"} ${url}`),
  );
  console.warn('%s is %d', 'this', 7, { a: 1 });
  const [first, second] = lines.map((line) => JSON.parse(line));
  expect(lines.join('')).toMatch(/^\{.*\}\n\{.*\}\n$/);
  expect(first).toMatchObject({
    level: 'error',
    err: { name: 'TypeError', stack: expect.stringContaining('at ') },
  });
  expect(first.msg).toMatch(/^ ⨯ TypeError: x\n/);
  expect(second).toMatchObject({ level: 'warn', msg: 'this is 7 { a: 1 }' });
  expect(lines.join('')).not.toContain('abc123');
});

test('a warning of Node becomes a line of level warn, also in a separate process', async () => {
  const program = `
    import { consoleToLog } from './lib/server/telemetry/console-to-log.ts';
    import { jsonLog } from './lib/server/telemetry/log.ts';
    consoleToLog(jsonLog('info'));
    process.emitWarning('this will go', { type: 'DeprecationWarning', code: 'DEP9999' });
  `;
  const args = ['--import', 'tsx', '--input-type=module', '--eval', program];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args);
  expect(stderr).toBe('');
  expect(JSON.parse(stdout)).toMatchObject({
    level: 'warn',
    msg: 'DeprecationWarning: this will go',
  });
});
