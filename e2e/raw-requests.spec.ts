// Requests that no browser sends: each gets a plain response, never a 500 or a redirect to another site.
import fc from 'fast-check';
import { DEEP, expect, sessionToken, test } from '../test/browser/fixtures';
import { type Attempt, fuzzed } from '../test/browser/fuzzed-requests';
import { type RawAnswer, sendRaw } from '../test/browser/raw-http';

/** Returns what is wrong with the responses to a request, or null. */
function faultIn(answers: RawAnswer[]): string | null {
  if (answers.length === 0) return 'no answer';
  for (const { status, headers, body } of answers) {
    if (status >= 500) return String(status);
    const { location = '/' } = headers;
    const leadsElsewhere = new URL(location, 'http://localhost').hostname !== 'localhost';
    if (leadsElsewhere) return `${status} ${location}`;
    if (/node_modules|\bat .+\.[jt]s:\d+/.test(body)) return 'a stack';
  }
  return null;
}

/** Sends all requests, a few in parallel, and returns the failures. */
async function failuresOf(baseURL: string | undefined, attempts: Attempt[]): Promise<string[]> {
  const failures: string[] = [];
  const left = attempts.values();
  const work = async () => {
    for (const { lines, body } of left) {
      const fault = faultIn(await sendRaw(baseURL ?? '', lines, body));
      const name = [...lines, body ?? ''].join(' | ').slice(0, 300);
      if (fault) failures.push(`${fault}: ${name}`);
    }
  };
  await Promise.all([work(), work(), work(), work()]);
  return failures;
}

test('no page accepts a form: there are no server actions', async ({ baseURL }) => {
  const id = '409ccc409ccc409ccc409ccc409ccc409ccc409ccc';
  const part = (name: string, value: string) =>
    `--x\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
  const bodies: [string, string][] = [
    ...['garbage', '', '[]', '["x"]', '[null]', '"$1"', '["$F1"]', '["$1:x"]', '["$@1"]'].map(
      (body) => ['text/plain', body] as [string, string],
    ),
    ['text/plain', 'x\n{"level":"error","msg":"forged"}'],
    ['application/json', '{}'],
    ['multipart/form-data; boundary=x', ''],
    ['multipart/form-data', 'x'],
    ['multipart/form-data; boundary=x', `${part('0', 'garbage')}--x--\r\n`],
    [
      'multipart/form-data; boundary=x',
      `${part('$ACTION_REF_1', '')}${part('$ACTION_1:0', `{"id":"${id}","bound":"$@1"}`)}--x--\r\n`,
    ],
    ['application/x-www-form-urlencoded', `$ACTION_ID_${id}=`],
    ['text/plain', 'x'.repeat(3_000_000)],
  ];
  const attempts: Attempt[] = [];
  for (const path of [
    '/sign-in',
    '/profile',
    '/nothing',
    '/language',
    '/api/nothing',
    '/_next/x',
  ]) {
    for (const [type, body] of bodies) {
      for (const header of [`Next-Action: ${id}`, 'Origin: http://evil.example', 'Origin: null']) {
        attempts.push({ lines: [`POST ${path} HTTP/1.1`, `Content-Type: ${type}`, header], body });
      }
    }
  }
  expect(await failuresOf(baseURL, attempts)).toEqual([]);
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
    const [answer] = await sendRaw(baseURL ?? '', [`${method} /sign-in HTTP/1.1`]);
    expect(answer).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } });
    expect(answer?.headers['set-cookie']).toBeUndefined();
  }
});

test('targets with another host, internal error pages and sockets get a 404', async ({
  baseURL,
}) => {
  const targets = [
    'http://evil.example/profile',
    'http://evil.example/api/profile',
    'https://evil.example',
    '//evil.example/profile',
    '/\\evil.example',
    '/%2Fevil.example',
    '/%5Cevil.example',
    '/_global-error',
    '/_global-error.rsc',
    '/_global-error.segments/_tree.segment.rsc',
    '/%5Fglobal-error',
    '/_error',
    '/_error.rsc',
    '/_not-found',
    '*',
  ];
  for (const target of targets) {
    for (const method of ['GET', 'HEAD', 'POST', 'DELETE']) {
      const answers = await sendRaw(baseURL ?? '', [`${method} ${target} HTTP/1.1`]);
      const told = [method, target, ...answers.map(({ status }) => status)];
      expect(told).toEqual([method, target, expect.any(Number)]);
      expect([400, 404, 405]).toContain(answers[0]?.status);
      expect(answers[0]?.headers.location).toBeUndefined();
    }
  }
});

test('an upgrade request is answered like any other, and its connection is closed', async ({
  baseURL,
}) => {
  const upgrade = [
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    'Sec-WebSocket-Version: 13',
  ];
  for (const [path, status] of [
    ['/nothing', 404],
    ['/api/nothing', 404],
    ['/profile', 307],
    ['/api/profile', 401],
    ['/_next/webpack-hmr', 404],
  ]) {
    const answers = await sendRaw(baseURL ?? '', [`GET ${path} HTTP/1.1`, ...upgrade]);
    expect([path, ...answers.map((answer) => answer.status)]).toEqual([path, status]);
  }
});

test(
  'fuzzed requests to pages, sign-in, the scheduler and health get a status below 500',
  DEEP,
  async ({ baseURL, agent }) => {
    const session = `next-auth.session-token=${await sessionToken(agent)}`;
    const attempts = fc
      .sample(fuzzed, { numRuns: 2000, seed: 20_261_124 })
      .map(({ lines, ...rest }) => ({
        ...rest,
        lines: lines.map((line) => line.replace('<session>', session)),
      }));
    expect(await failuresOf(baseURL, attempts)).toEqual([]);
  },
);
