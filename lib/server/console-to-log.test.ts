// What is printed by others comes out as lines of the log, in JSON and without what opens something.
import { consoleToLog } from './console-to-log';
import { jsonLog } from './log';

const printed = { error: console.error, warn: console.warn };
const lines: string[] = [];

beforeAll(() => consoleToLog(jsonLog('info', { write: (line) => lines.push(line) })));
afterAll(() => Object.assign(console, printed));

test('an error that Next prints is one line, whatever is in it', () => {
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
