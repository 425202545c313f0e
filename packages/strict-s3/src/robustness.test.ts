// The server under load, under nonsense, and killed: objects are whole or absent, and it stands.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { Bench, put } from '../conformance/bench.ts';
import { exchange } from '../conformance/raw-http.ts';
import { sha256, signByHeader } from '../conformance/signing.ts';
import { type RunningS3, startS3 } from './server.ts';

const region = 'us-east-1';
const credentials = { accessKeyId: 'local', secretAccessKey: 'local-secret-key' };
const folders: string[] = [];
let s3: RunningS3;
let bench: Bench;
let dataDir: string;

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 's3-robust-'));
  folders.push(folder);
  return folder;
}

beforeAll(async () => {
  dataDir = newFolder();
  s3 = await startS3({ port: 0, dataDir, region, credentials });
  bench = new Bench({ endpoint: s3.url, region, credentials });
  await bench.open();
});

afterAll(async () => {
  bench.s3.destroy();
  await s3.stop();
  for (const folder of folders) rmSync(folder, { recursive: true });
});

/** What no well-behaved client leaves behind. */
const drafts = () => readdirSync(join(dataDir, 'drafts'));

test('any bytes over TCP: answered by a 4xx or not at all, and the server stands', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), fc.boolean(), async (bytes, asHttp) => {
      const head = asHttp ? `PUT /${bench.bucket}/k HTTP/1.1\r\nhost: localhost\r\n` : '';
      const sent = Buffer.concat([Buffer.from(head), Buffer.from(bytes), Buffer.from('\r\n\r\n')]);
      const answer = (await exchange(s3.url, sent, true)).toString('latin1');
      return answer === '' || /^HTTP\/1\.1 4\d\d /.test(answer);
    }),
    { numRuns: 60 },
  );
  await put(bench, 'after-nonsense');
});

test('any path and query, unsigned: refused by a 4xx', async () => {
  const piece = fc.stringMatching(/^[!-~]{0,60}$/);
  await fc.assert(
    fc.asyncProperty(piece, piece, async (path, query) => {
      const response = await bench.anonymous({ path: `/${path}`, query });
      return response.status >= 400 && response.status < 500;
    }),
    { numRuns: 60 },
  );
});

test('any key, signed: what was put under it comes back, and nothing leaves the data folder', async () => {
  const key = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(key, fc.uint8Array({ maxLength: 200 }), async (name, bytes) => {
      const body = Buffer.from(bytes);
      await put(bench, name, body);
      const got = await bench.signed({ key: name });
      return got.body.equals(body);
    }),
    { numRuns: 40 },
  );
  expect(readdirSync(dataDir).sort()).toEqual(['buckets', 'drafts']);
});

test('clients that go away in mid-body leave nothing', async () => {
  const key = 'half-sent';
  const unsigned = bench.describe({ method: 'PUT', key }, 'UNSIGNED-PAYLOAD');
  unsigned.headers['x-amz-date'] = unsigned.timestamp;
  unsigned.headers['x-amz-content-sha256'] = 'UNSIGNED-PAYLOAD';
  const headers = { ...signByHeader(bench.signer(), unsigned), 'content-length': '100000' };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const head = `PUT ${unsigned.path} HTTP/1.1\r\n${lines.join('')}\r\n`;
  const gone = Array.from({ length: 20 }, async () => {
    const socket = connect(s3.port, '127.0.0.1');
    socket.on('error', () => {});
    await new Promise((resolve) => socket.write(`${head}${'x'.repeat(5000)}`, resolve));
    socket.resetAndDestroy();
  });
  await Promise.all(gone);
  await put(bench, 'after-half-sent');
  expect((await bench.signed({ key })).status).toBe(404);
  await s3.stop();
  s3 = await startS3({ port: s3.port, dataDir, region, credentials });
  expect(drafts()).toEqual([]);
  expect((await bench.signed({ key })).status).toBe(404);
});

test('a refused upload does not block its connection', async () => {
  const head = (method: string, more: Record<string, string>, hash: string) => {
    const unsigned = bench.describe({ method, key: 'refused', headers: more }, hash);
    unsigned.headers['x-amz-date'] = unsigned.timestamp;
    unsigned.headers['x-amz-content-sha256'] = hash;
    const lines = Object.entries(signByHeader(bench.signer(), unsigned));
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

test('a hundred PUTs at once, half of them to one key: each is whole', async () => {
  const bodyOf = (i: number) => `${i}:`.repeat(5000);
  const keyOf = (i: number) => (i % 2 ? 'crowd/one' : `crowd/${i}`);
  const all = Array.from({ length: 100 }, (_, i) => i);
  const responses = await Promise.all(
    all.map((i) => bench.signed({ method: 'PUT', key: keyOf(i), body: bodyOf(i) })),
  );
  expect(responses.map(({ status }) => status)).toEqual(all.map(() => 200));
  for (const i of all.filter((n) => n % 2 === 0)) {
    expect((await bench.signed({ key: keyOf(i) })).body.toString()).toBe(bodyOf(i));
  }
  const one = (await bench.signed({ key: 'crowd/one' })).body.toString();
  expect(all.map(bodyOf)).toContain(one);
  expect(drafts()).toEqual([]);
});

test('an object that is being read stays whole while it is replaced', async () => {
  const [first, second] = ['1', '2'].map((digit) => digit.repeat(300_000)) as [string, string];
  await put(bench, 'read-and-replaced', first);
  const work = Array.from({ length: 20 }, async (_, i) => {
    if (i % 4 === 0) return put(bench, 'read-and-replaced', i % 8 ? first : second);
    const got = await bench.signed({ key: 'read-and-replaced' });
    expect(got.headers.get('etag')).toBeDefined();
    expect([sha256(first), sha256(second)]).toContain(sha256(got.body));
    return got;
  });
  await Promise.all(work);
});

/** The server in a process of its own, so that it can be killed; it ends with its input, and so with us. */
async function startChild(folder: string): Promise<{ child: ChildProcess; endpoint: string }> {
  const script = `
    import { startS3 } from ${JSON.stringify(join(__dirname, 'server.ts'))};
    startS3(${JSON.stringify({ port: 0, dataDir: folder, region, credentials })})
      .then((s3) => console.log(s3.url));
    process.stdin.resume().once('end', () => process.exit());`;
  // No tsx between us and it: a signal must meet the server, not what started it.
  const args = ['--import', 'tsx', '--input-type=module', '--eval', script];
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const endpoint = await new Promise<string>((resolve, reject) => {
    child.stdout?.once('data', (data: Buffer) => resolve(data.toString().trim()));
    child.once('exit', () => reject(new Error('the server ended before it answered')));
  });
  return { child, endpoint };
}

test('killed while it writes: what it had answered is there, and every object is whole', async () => {
  const folder = newFolder();
  const { child, endpoint } = await startChild(folder);
  const victim = new Bench({ endpoint, region, credentials });
  await victim.open();
  const bodyOf = (i: number) => `${i} `.repeat(20_000);
  const [answered, tried] = [new Set<number>(), new Set<number>()];
  // Eight clients write on and on, until the server dies under their hands.
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
  const reader = new Bench({ endpoint: again.url, region, credentials });
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

test('data outlives a restart: objects, metadata, rules', async () => {
  const folder = newFolder();
  const first = await startS3({ port: 0, dataDir: folder, region, credentials });
  const before = new Bench({ endpoint: first.url, region, credentials });
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

test('a port in use is told before the data is touched', async () => {
  const folder = newFolder();
  await expect(startS3({ port: s3.port, dataDir: folder, region, credentials })).rejects.toThrow(
    /EADDRINUSE/,
  );
  expect(readdirSync(folder)).toEqual([]);
});
