import { putObject, STALL_MS } from './put-object';

/** A fake XMLHttpRequest that the test controls. */
class FakeXhr {
  static last: FakeXhr;
  upload: { onprogress?: (event: { loaded: number; total: number }) => void } = {};
  onload?: () => void;
  onerror?: () => void;
  onabort?: () => void;
  status = 0;
  sent: unknown;
  headers: Record<string, string> = {};
  target = '';
  constructor() {
    FakeXhr.last = this;
  }
  open(method: string, url: string) {
    this.target = `${method} ${url}`;
  }
  setRequestHeader(name: string, value: string) {
    this.headers[name] = value;
  }
  send(body: unknown) {
    this.sent = body;
  }
  abort() {
    this.onabort?.();
  }
  answer(status: number) {
    this.status = status;
    this.onload?.();
  }
}

const original = globalThis.XMLHttpRequest;
beforeEach(() => {
  globalThis.XMLHttpRequest = FakeXhr as unknown as typeof XMLHttpRequest;
  jest.useFakeTimers();
});
afterEach(() => {
  globalThis.XMLHttpRequest = original;
  jest.useRealTimers();
});

function start() {
  const progress: number[] = [];
  const abort = new AbortController();
  const body = new Blob(['x']);
  const outcome = putObject({
    url: 'https://s3/u',
    headers: { 'content-type': 'image/png', 'if-none-match': '*' },
    body,
    signal: abort.signal,
    onProgress: (fraction) => progress.push(fraction),
  });
  return { xhr: FakeXhr.last, outcome, progress, abort, body };
}

it('sends the body with exactly the signed headers', async () => {
  const { xhr, outcome, body } = start();
  expect(xhr.target).toBe('PUT https://s3/u');
  expect(xhr.headers).toEqual({ 'content-type': 'image/png', 'if-none-match': '*' });
  expect(xhr.sent).toBe(body);
  xhr.answer(200);
  await expect(outcome).resolves.toBe('stored');
});

it('reports a progress of 1 only once S3 has stored the object', async () => {
  const { xhr, outcome, progress } = start();
  xhr.upload.onprogress?.({ loaded: 50, total: 100 });
  xhr.upload.onprogress?.({ loaded: 100, total: 100 });
  expect(progress).toEqual([0.5, 0.99]);
  xhr.answer(200);
  await outcome;
  expect(progress).toEqual([0.5, 0.99, 1]);

  const refused = start();
  refused.xhr.upload.onprogress?.({ loaded: 100, total: 100 });
  refused.xhr.answer(403);
  await refused.outcome;
  expect(refused.progress).toEqual([0.99]);
});

it.each([
  [400, 'expired'],
  [403, 'expired'],
  [404, 'refused'],
  [409, 'conflict'],
  [412, 'exists'],
  [429, 'unavailable'],
  [503, 'unavailable'],
] as const)('takes %d for %s', async (status, expected) => {
  const { xhr, outcome } = start();
  xhr.answer(status);
  await expect(outcome).resolves.toBe(expected);
});

it('distinguishes a lost connection from an abort', async () => {
  const lost = start();
  lost.xhr.onerror?.();
  await expect(lost.outcome).resolves.toBe('network');
  const stopped = start();
  stopped.abort.abort();
  await expect(stopped.outcome).resolves.toBe('aborted');
});

it('sends nothing when it is aborted beforehand', async () => {
  const signal = AbortSignal.abort();
  const put = { url: 'https://s3/u', headers: {}, body: new Blob(), signal, onProgress: () => {} };
  await expect(putObject(put)).resolves.toBe('aborted');
  expect(FakeXhr.last.target).toBe('');
});

it('aborts a stalled connection, but not a slow one', async () => {
  const { xhr, outcome } = start();
  const ended = jest.fn();
  void outcome.then(ended);
  for (const loaded of [1, 2]) {
    await jest.advanceTimersByTimeAsync(STALL_MS - 1);
    xhr.upload.onprogress?.({ loaded, total: 100 });
  }
  expect(ended).not.toHaveBeenCalled();
  jest.advanceTimersByTime(STALL_MS);
  await expect(outcome).resolves.toBe('network');
});
