// The warning as Next 16.4 prints it, with other lines around it.
import { middlewareWarningFilter } from './middleware-warning';

const WARNING = `⚠ The "middleware" file convention is deprecated. Please use "proxy" instead.

  To migrate automatically, run:
  npx @next/codemod@canary middleware-to-proxy .

  Learn more: https://nextjs.org/docs/messages/middleware-to-proxy`;

const filter = (text: string) => text.split('\n').flatMap(middlewareWarningFilter());

test('it becomes one line, and nothing else is lost', () => {
  const printed = filter(
    `before\n\n${WARNING}\n\nerror: after\n\n  Learn more: https://nextjs.org`,
  );
  expect(printed).toEqual([
    'before',
    '',
    expect.stringContaining('middleware.ts'),
    'error: after',
    '',
    '  Learn more: https://nextjs.org',
  ]);
});

test('an error right after its first line is kept', () => {
  const [first = ''] = WARNING.split('\n');
  expect(filter(`${first}\nTypeError: x`)).toEqual([expect.any(String), 'TypeError: x']);
});
