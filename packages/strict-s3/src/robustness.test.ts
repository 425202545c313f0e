// The server under load, with random input, and killed: objects are complete or absent, and the server keeps running.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { Fixture, put } from '../conformance/fixture.ts';
import { exchange } from '../conformance/raw-http.ts';
import { sha256, signByHeader } from '../conformance/signing.ts';
import { type RunningS3, startS3 } from './server.ts';

const region = 'us-east-1';
const credentials = { accessKeyId: 'local', secretAccessKey: 'local-secret-key' };
const folders: string[] = [];
let s3: RunningS3;
let fixture: Fixture;
let dataDir: string;

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 's3-robust-'));
  folders.push(folder);
  return folder;
}

beforeAll(async () => {
  dataDir = newFolder();
  s3 = await startS3({ port: 0, dataDir, region, credentials });
  fixture = new Fixture({ endpoint: s3.url, region, credentials });
  await fixture.open();
});

afterAll(async () => {
  fixture.s3.destroy();
  await s3.stop();
  for (const folder of folders) rmSync(folder, { recursive: true });
});

/** Temporary files of uploads. */
const drafts = () => readdirSync(join(dataDir, 'drafts'));

test('random bytes over TCP get a 4xx or no response, and the server keeps running', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), fc.boolean(), async (bytes, asHttp) => {
      const head = asHttp ? `PUT /${fixture.bucket}/k HTTP/1.1\r\nhost: localhost\r\n` : '';
      const sent = Buffer.concat([Buffer.from(head), Buffer.from(bytes), Buffer.from('\r\n\r\n')]);
      const answer = (await exchange(s3.url, sent, true)).toString('latin1');
      return answer === '' || /^HTTP\/1\.1 4\d\d /.test(answer);
    }),
    { numRuns: 60 },
  );
  await put(fixture, 'after-random');
});

test('any unsigned path and query gets a 4xx', async () => {
  const piece = fc.stringMatching(/^[!-~]{0,60}$/);
  await fc.assert(
    fc.asyncProperty(piece, piece, async (path, query) => {
      const response = await fixture.anonymous({ path: `/${path}`, query });
      return response.status >= 400 && response.status < 500;
    }),
    { numRuns: 60 },
  );
});

test('any signed key returns what was stored, and nothing is written outside the data folder', async () => {
  const key = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(key, fc.uint8Array({ maxLength: 200 }), async (name, bytes) => {
      const body = Buffer.from(bytes);
      await put(fixture, name, body);
      const got = await fixture.signed({ key: name });
      return got.body.equals(body);
    }),
    { numRuns: 40 },
  );
  expect(readdirSync(dataDir).sort()).toEqual(['buckets', 'drafts']);
});

test('clients that disconnect during an upload leave nothing', async () => {
  const key = 'half-sent';
  const unsigned = fixture.describe({ method: 'PUT', key }, 'UNSIGNED-PAYLOAD');
  unsigned.headers['x-amz-date'] = unsigned.timestamp;
  unsigned.headers['x-amz-content-sha256'] = 'UNSIGNED-PAYLOAD';
  const headers = { ...signByHeader(fixture.signer(), unsigned), 'content-length': '100000' };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const head = `PUT ${unsigned.path} HTTP/1.1\r\n${lines.join('')}\r\n`;
  const gone = Array.from({ length: 20 }, async () => {
    const socket = connect(s3.port, '127.0.0.1');
    socket.on('error', () => {});
    await new Promise((resolve) => socket.write(`${head}${'x'.repeat(5000)}`, resolve));
    socket.resetAndDestroy();
  });
  await Promise.all(gone);
  await put(fixture, 'after-half-sent');
  expect((await fixture.signed({ key })).status).toBe(404);
  await s3.stop();
  s3 = await startS3({ port: s3.port, dataDir, region, credentials });
  expect(drafts()).toEqual([]);
  expect((await fixture.signed({ key })).status).toBe(404);
});

test('a rejected upload does not block its connection', async () => {
  const head = (method: string, more: Record<string, string>, hash: string) => {
    const unsigned = fixture.describe({ method, key: 'refused', headers: more }, hash);
    unsigned.headers['x-amz-date'] = unsigned.timestamp;
    unsigned.headers['x-amz-content-sha256'] = hash;
    const lines = Object.entries(signByHeader(fixture.signer(), unsigned));
    return `${method} ${unsigned.path} HTTP/1.1\r\n${lines.map((line) => line.join(': ')).join('\r\n')}`;
  };
  const body = `nonsense\r\n${'x'.repeat(1_000_000)}`;
  const streamed = { 'x-amz-decoded-content-length': '5', 'content-length': String(body.length) };
  const refused = head('PUT', streamed, 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD');
  const next = head('GET', { connection: 'close' }, sha256(''));
  const sent = `${refused}\r\n\r\n${body}${next}\r\n\r\n`;
  const answers = (await exchange(s3.url, Buffer.from(sent))).toString();
  expect(answers.match(/<Code>\w+/g)).toEqual(['<Code>IncompleteBody', '<Code>NoSuchKey']);
});

test('100 concurrent PUTs, half of them to one key: each object is complete', async () => {
  const bodyOf = (i: number) => `${i}:`.repeat(5000);
  const keyOf = (i: number) => (i % 2 ? 'crowd/one' : `crowd/${i}`);
  const all = Array.from({ length: 100 }, (_, i) => i);
  const responses = await Promise.all(
    all.map((i) => fixture.signed({ method: 'PUT', key: keyOf(i), body: bodyOf(i) })),
  );
  expect(responses.map(({ status }) => status)).toEqual(all.map(() => 200));
  for (const i of all.filter((n) => n % 2 === 0)) {
    expect((await fixture.signed({ key: keyOf(i) })).body.toString()).toBe(bodyOf(i));
  }
  const one = (await fixture.signed({ key: 'crowd/one' })).body.toString();
  expect(all.map(bodyOf)).toContain(one);
  expect(drafts()).toEqual([]);
});

test('an object is read complete while it is replaced', async () => {
  const [first, second] = ['1', '2'].map((digit) => digit.repeat(300_000)) as [string, string];
  await put(fixture, 'read-and-replaced', first);
  const work = Array.from({ length: 20 }, async (_, i) => {
    if (i % 4 === 0) return put(fixture, 'read-and-replaced', i % 8 ? first : second);
    const got = await fixture.signed({ key: 'read-and-replaced' });
    expect(got.headers.get('etag')).toBeDefined();
    expect([sha256(first), sha256(second)]).toContain(sha256(got.body));
    return got;
  });
  await Promise.all(work);
});

/** Starts the server in a child process, to kill it. The child exits when its standard input closes. */
async function startChild(folder: string): Promise<{ child: ChildProcess; endpoint: string }> {
  const script = `
    import { startS3 } from ${JSON.stringify(join(__dirname, 'server.ts'))};
    startS3(${JSON.stringify({ port: 0, dataDir: folder, region, credentials })})
      .then((s3) => console.log(s3.url));
    process.stdin.resume().once('end', () => process.exit());`;
  // Without the tsx command in between, so that a signal reaches the server.
  const args = ['--import', 'tsx', '--input-type=module', '--eval', script];
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const endpoint = await new Promise<string>((resolve, reject) => {
    child.stdout?.once('data', (data: Buffer) => resolve(data.toString().trim()));
    child.once('exit', () => reject(new Error('the server ended before it answered')));
  });
  return { child, endpoint };
}

test('after a kill, every acknowledged object is there, and every object is complete', async () => {
  const folder = newFolder();
  const { child, endpoint } = await startChild(folder);
  const victim = new Fixture({ endpoint, region, credentials });
  await victim.open();
  const bodyOf = (i: number) => `${i} `.repeat(20_000);
  const [answered, tried] = [new Set<number>(), new Set<number>()];
  // Eight clients write until the server is killed.
  const writes = Array.from({ length: 8 }, async (_, client) => {
    for (let i = client; ; i += 8) {
      tried.add(i);
      const response = await victim.signed({ method: 'PUT', key: `killed/${i}`, body: bodyOf(i) });
      if (response.status !== 200) return;
      answered.add(i);
      if (answered.size === 20) child.kill('SIGKILL');
    }
  });
  await Promise.allSettled(writes);
  child.kill('SIGKILL');
  victim.s3.destroy();
  expect(answered.size).toBeGreaterThanOrEqual(20);

  const again = await startS3({ port: 0, dataDir: folder, region, credentials });
  const reader = new Fixture({ endpoint: again.url, region, credentials });
  Object.assign(reader, { bucket: victim.bucket });
  for (const i of tried) {
    const got = await reader.signed({ key: `killed/${i}` });
    if (got.status === 404) expect(answered.has(i)).toBe(false);
    else expect(got.body.toString()).toBe(bodyOf(i));
  }
  expect(readdirSync(join(folder, 'drafts'))).toEqual([]);
  reader.s3.destroy();
  await again.stop();
});

test('objects and their metadata survive a restart', async () => {
  const folder = newFolder();
  const first = await startS3({ port: 0, dataDir: folder, region, credentials });
  const before = new Fixture({ endpoint: first.url, region, credentials });
  await before.open();
  const headers = { 'content-type': 'image/png', 'x-amz-meta-a': '1' };
  await before.signed({ method: 'PUT', key: 'kept', body: 'kept', headers });
  await first.stop();
  const second = await startS3({ port: first.port, dataDir: folder, region, credentials });
  const got = await before.signed({ key: 'kept' });
  expect([
    got.body.toString(),
    got.headers.get('content-type'),
    got.headers.get('x-amz-meta-a'),
  ]).toEqual(['kept', 'image/png', '1']);
  await before.close();
  await second.stop();
});

test('a port in use is reported before the data folder is touched', async () => {
  const folder = newFolder();
  await expect(startS3({ port: s3.port, dataDir: folder, region, credentials })).rejects.toThrow(
    /EADDRINUSE/,
  );
  expect(readdirSync(folder)).toEqual([]);
});
