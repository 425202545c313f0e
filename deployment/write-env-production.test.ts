// The file that the build writes, read by Next's own parser.
import { processEnv, resetEnv } from '@next/env';
import { envLine, envLines } from './write-env-production';

const log = { info: () => {}, error: () => {} };

/** Returns the values that Next reads from the file. */
function readBack(lines: string[]): NodeJS.Dict<string> {
  const file = { path: '.env.production', contents: lines.join('\n'), env: {} };
  try {
    const [, parsed] = processEnv([file], '.', log, true);
    return { ...parsed };
  } finally {
    resetEnv();
  }
}

test.each([
  ['plain', 'polizalab-documents-dev'],
  ['base64', 'n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg='],
  ['with dollars', 'a$HOME$b$PATH\\$c$'],
  ['with a hash', 'abc #def'],
  ['with quotes', `it's "this"`],
  ['with back quotes', 'a`b"c'],
  ['a key in one line', '-----BEGIN PRIVATE KEY-----\\nMIIE\\n-----END PRIVATE KEY-----\\n'],
  ['a key in many', '-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----'],
  ['with spaces around', ' a b '],
])('a value %s comes back as it was', (_what, value) => {
  expect(readBack([envLine('SOME_VALUE', value)])).toEqual({ SOME_VALUE: value });
});

test('a value that no line can contain is refused', () => {
  expect(() => envLine('SOME_VALUE', `'"\``)).toThrow('SOME_VALUE');
});

test('it writes only variables of the app that are not empty and not set by the host', () => {
  const example = '# A word.\nS3_BUCKET=x\nNEXTAUTH_SECRET=\nAWS_ROLE_ARN=\nPORT=\nHOSTNAME=\n';
  const build = {
    S3_BUCKET: 'b',
    NEXTAUTH_SECRET: '',
    AWS_ROLE_ARN: 'r',
    AWS_SECRET_ACCESS_KEY: 'k',
    PORT: '3000',
    HOSTNAME: 'builder-7',
    USER: 'root',
  };
  expect(envLines(example, build)).toEqual(["S3_BUCKET='b'"]);
});
