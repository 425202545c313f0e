import { type Answer, type Call, fakeFetch, someProfile } from '@/test/client/fake-network';
import { getImageHistory, getProfile, issueUpload, removePhoto, updateProfile } from './api';
import { ApiError } from './api-error';

let network: ReturnType<typeof fakeFetch>;
let next: (call: Call) => Answer | Promise<Answer>;
beforeEach(() => {
  network = fakeFetch((call) => next(call));
});
afterEach(() => network.restore());

const problem = (status: number, code: string, more = {}): Answer => ({
  status,
  body: { type: 'about:blank', title: code, status, code, ...more },
});

it('calls each endpoint by its method, path and body', async () => {
  next = () => ({ body: someProfile() });
  await getProfile();
  await updateProfile({ nombre: 'Eva' });
  await issueUpload({ fileName: 'a.png', contentType: 'image/png' });
  await removePhoto();
  await getImageHistory();
  await getImageHistory('a/b');
  expect(network.calls).toEqual([
    { method: 'GET', path: '/api/profile', body: undefined },
    { method: 'PUT', path: '/api/profile', body: { nombre: 'Eva' } },
    {
      method: 'POST',
      path: '/api/profile/image',
      body: { fileName: 'a.png', contentType: 'image/png' },
    },
    { method: 'DELETE', path: '/api/profile/image', body: undefined },
    { method: 'GET', path: '/api/profile/image/history', body: undefined },
    { method: 'GET', path: '/api/profile/image/history?cursor=a%2Fb', body: undefined },
  ]);
});

it('rejects with the code, the reason and the Retry-After of the response', async () => {
  next = () => ({
    ...problem(422, 'image_rejected', { reason: 'corrupt' }),
    headers: { 'Retry-After': '7' },
  });
  const error: ApiError = await getProfile().then(
    () => Promise.reject(new Error('resolved')),
    (reason) => reason,
  );
  expect(error).toBeInstanceOf(ApiError);
  expect(error).toMatchObject({
    code: 'image_rejected',
    status: 422,
    details: { reason: 'corrupt', retryAfter: 7 },
  });
});

it.each<[string, Answer]>([
  ['no JSON', { status: 502, body: 'not json' }],
  ['a code that is none of ours', problem(502, 'constructor')],
  ['no object', { status: 502, body: null }],
])('calls an answer with %s unexpected', async (_, answer) => {
  next = () => answer;
  await expect(getProfile()).rejects.toMatchObject({ code: 'unexpected', status: 502 });
});

it('distinguishes a failed connection from an aborted call', async () => {
  next = () => {
    throw new TypeError('failed to fetch');
  };
  await expect(getProfile()).rejects.toMatchObject({ code: 'network', status: 0 });
  const signal = AbortSignal.abort(new Error('enough'));
  await expect(updateProfile({}, signal)).rejects.toThrow('enough');
});

describe('a call under way', () => {
  const original = globalThis.fetch;
  let signals: AbortSignal[];
  beforeEach(() => {
    signals = [];
    // Never responds, but rejects when the signal aborts.
    globalThis.fetch = ((_: string, { signal }: { signal: AbortSignal }) => {
      signals.push(signal);
      return new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(new Error('aborted')));
      });
    }) as typeof fetch;
    jest.useFakeTimers();
  });
  afterEach(() => {
    globalThis.fetch = original;
    jest.useRealTimers();
  });

  it('ends when its caller aborts it, even in a browser without AbortSignal.any', async () => {
    const any = Object.getOwnPropertyDescriptor(AbortSignal, 'any');
    Reflect.deleteProperty(AbortSignal, 'any');
    const abort = new AbortController();
    const update = updateProfile({}, abort.signal);
    abort.abort(new Error('enough'));
    await expect(update).rejects.toThrow('enough');
    expect(signals[0]?.aborted).toBe(true);
    if (any) Object.defineProperty(AbortSignal, 'any', any);
  });

  it('times out 20 seconds after the deadline that the page names', async () => {
    document.documentElement.dataset.requestTimeout = '7000';
    const profile = expect(getProfile()).rejects.toMatchObject({ code: 'network' });
    await jest.advanceTimersByTimeAsync(26_999);
    expect(signals[0]?.aborted).toBe(false);
    await jest.advanceTimersByTimeAsync(1);
    await profile;
  });
});
