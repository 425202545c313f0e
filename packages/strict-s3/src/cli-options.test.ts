// The command line: what is valid, and the sentence for each error.
import { parseOptions } from './cli-options.ts';

const VALID = ['--port', '9000', '--data', 'd', '--access-key', 'id', '--secret-key', 'secret'];

/** The valid command line with one option replaced. */
function withOption(name: string, value: string): string[] {
  const at = VALID.indexOf(name);
  return at < 0 ? [...VALID, name, value] : VALID.with(at + 1, value);
}

test('the required options are enough', () => {
  expect(parseOptions(VALID)).toEqual({
    port: 9000,
    dataDir: 'd',
    credentials: { accessKeyId: 'id', secretAccessKey: 'secret' },
    buckets: [],
    region: 'us-east-1',
  });
});

test('all options', () => {
  const more = ['--bucket', 'one', '--bucket', 'two', '--region', 'eu-south-2', '--host', '::1'];
  expect(parseOptions([...VALID, ...more])).toMatchObject({
    buckets: ['one', 'two'],
    region: 'eu-south-2',
    host: '::1',
  });
});

test.each(['--port', '--data', '--access-key', '--secret-key'])('%s is required', (name) => {
  const at = VALID.indexOf(name);
  expect(() => parseOptions(VALID.toSpliced(at, 2))).toThrow(`${name} is missing.`);
  expect(() => parseOptions(withOption(name, ''))).toThrow(name);
});

test.each([
  ['--port', 'http', '--port must be a number from 0 to 65535, not "http".'],
  ['--port', '65536', '--port must be a number from 0 to 65535, not "65536".'],
  ['--bucket', 'Photos', '--bucket "Photos" is not a valid bucket name.'],
  ['--region', '', '--region is empty.'],
  ['--unknown', 'x', "Unknown option '--unknown'"],
])('%s "%s" is refused: %s', (name, value, message) => {
  expect(() => parseOptions(withOption(name, value))).toThrow(message);
});

test('an argument without an option is refused', () => {
  expect(() => parseOptions([...VALID, 'photos'])).toThrow("Unexpected argument 'photos'");
});
