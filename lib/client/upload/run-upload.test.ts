import { ApiError } from '@/lib/client/api-error';
import type { PutObject, PutOutcome } from '@/lib/client/put-object';
import { PHOTO as photo } from '@/test/client/upload-photo';
import { createUploadRunner, type UploadPorts } from './run-upload';
import type { Encoding, Verdict } from './upload-state';

const ticket = {
  presignedUrl: 'https://s3/u',
  s3Key: 'k',
  expiresIn: 300,
  headers: { 'x-a': '1' },
};

/** Waits until no promise is pending. */
const flush = async () => {
  for (let i = 0; i < 20; i++) await Promise.resolve();
};

function harness(given: Partial<UploadPorts> = {}) {
  const log: string[] = [];
  const puts: PutObject[] = [];
  const ports: UploadPorts = {
    checksum: async () => 'sum',
    check: async () => {
      log.push('check');
      return { verdict: 'resume', shownAt: null };
    },
    issue: async (_, sum) => {
      log.push(`issue ${sum}`);
      return ticket;
    },
    put: async (request) => {
      puts.push(request);
      log.push('put');
      return 'stored';
    },
    confirm: async ({ ticket }) => void log.push(`confirm ${ticket.s3Key}`),
    withdraw: (key, when) => void log.push(`withdraw ${key} ${when}`),
    keep: ({ ticket: kept }) => void log.push(kept ? 'keep with ticket' : 'keep'),
    whenKept: async () => {},
    forget: () => void log.push('forget'),
    releaseLock: () => void log.push('let go'),
    revoke: (url) => void log.push(`revoke ${url}`),
    isOnline: () => true,
    wait: async (ms) => void log.push(`wait ${ms}`),
    random: () => 1,
    report: (error) => void log.push(`report ${error}`),
    ...given,
  };
  const runner = createUploadRunner(ports);
  const states: string[] = [];
  const stop = runner.start();
  runner.subscribe(() => states.push(runner.getState().name));
  const choose = () => {
    const encoding: Encoding = { previewUrl: photo.previewUrl };
    runner.dispatch({ type: 'chosen', encoding });
    runner.dispatch({ type: 'encoded', encoding, photo });
  };
  return { runner, stop, log, puts, states, choose };
}

it('runs from choosing to done, and keeps the photo until it is confirmed', async () => {
  const { runner, log, puts, states, choose } = harness();
  choose();
  expect(runner.getState().name).toBe('issuing');
  await flush();
  expect(states).toEqual(['preparing', 'issuing', 'sending', 'confirming', 'done']);
  expect(log).toEqual([
    'keep',
    'issue sum',
    'keep with ticket',
    'put',
    'keep with ticket',
    'confirm k',
    'forget',
  ]);
  expect(puts[0]).toMatchObject({ url: ticket.presignedUrl, headers: ticket.headers });
});

it('sends nothing before the photo is kept together with its key', async () => {
  let saved = () => {};
  const { runner, log, choose } = harness({
    whenKept: () => new Promise((resolve) => (saved = resolve)),
  });
  choose();
  await flush();
  expect(log.at(-1)).toBe('keep with ticket');
  saved();
  await flush();
  expect(runner.getState().name).toBe('done');
});

it('waits longer after each network failure, and checks before it continues', async () => {
  let tries = 0;
  const { runner, log, choose } = harness({
    put: async () => (tries++ < 6 ? 'network' : 'stored'),
  });
  choose();
  for (let round = 0; round < 8; round++) await flush();
  expect(log.filter((line) => /^(wait|check)/.test(line))).toEqual([
    'wait 1000',
    'check',
    'wait 2000',
    'check',
    'wait 4000',
    'check',
    'wait 8000',
    'check',
    'wait 16000',
    'check',
    'wait 20000',
    'check',
  ]);
  expect(runner.getState().name).toBe('done');
});

it.each<[Verdict, string, string]>([
  ['drop', 'idle', 'forget'],
  ['done', 'done', 'forget'],
  ['ask', 'asking', 'keep with ticket'],
])('ends a kept photo automatically: %s', async (verdict, state, last) => {
  const { runner, log } = harness({ check: async () => ({ verdict, shownAt: null }) });
  runner.dispatch({ type: 'found', photo, ticket });
  expect(runner.getState().name).toBe('checking');
  await flush();
  expect(runner.getState().name).toBe(state);
  expect(log.filter((line) => !line.startsWith('revoke')).at(-1)).toBe(last);
  expect(log.filter((line) => /^(issue|put|confirm)/.test(line))).toEqual([]);
});

it('aborts the running step when it is cancelled, and ignores its outcome', async () => {
  let end: (outcome: PutOutcome) => void = () => {};
  const { runner, puts, log, choose } = harness({
    put: (request) => {
      puts.push(request);
      return new Promise((resolve) => {
        end = resolve;
      });
    },
  });
  choose();
  await flush();
  expect(runner.getState().name).toBe('sending');
  runner.dispatch({ type: 'cancel' });
  expect(puts[0]?.signal.aborted).toBe(true);
  puts[0]?.onProgress(0.9);
  end('stored');
  await flush();
  expect(runner.getState()).toEqual({ name: 'idle' });
  expect(log.slice(-3)).toEqual(['forget', 'withdraw k now', 'revoke blob:1']);
});

it('withdraws nothing before an upload was issued', async () => {
  const { runner, log, choose } = harness({ issue: () => new Promise(() => {}) });
  choose();
  await flush();
  runner.dispatch({ type: 'cancel' });
  expect(log.filter((line) => line.startsWith('withdraw'))).toEqual([]);
});

it('does not report a call that ended because it was cancelled', async () => {
  const uncaught = jest.fn();
  process.on('unhandledRejection', uncaught);
  const { runner, choose } = harness({
    issue: (_, __, signal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
      }),
  });
  choose();
  await flush();
  runner.dispatch({ type: 'cancel' });
  await new Promise((resolve) => setTimeout(resolve));
  process.off('unhandledRejection', uncaught);
  expect(uncaught).not.toHaveBeenCalled();
  expect(runner.getState()).toEqual({ name: 'idle' });
});

it('reports progress without restarting the step', async () => {
  const { runner, puts, choose } = harness({
    put: (request) => {
      puts.push(request);
      return new Promise(() => {});
    },
  });
  choose();
  await flush();
  puts[0]?.onProgress(0.5);
  await flush();
  expect(runner.getState()).toMatchObject({ name: 'sending', sent: 0.5 });
  expect(puts).toHaveLength(1);
});

it('keeps the photo when the session has ended', async () => {
  const { runner, log, choose } = harness({
    issue: async () => {
      throw new ApiError('unauthenticated', 401);
    },
  });
  choose();
  await flush();
  expect(runner.getState().name).toBe('signed-out');
  expect(log).toEqual(['keep']);
});

it('deletes a kept photo that was rejected', async () => {
  const { runner, log, choose } = harness({
    confirm: async () => {
      throw new ApiError('image_rejected', 422, { reason: 'corrupt' });
    },
  });
  choose();
  await flush();
  expect(runner.getState()).toMatchObject({ name: 'failed', failure: { reason: 'corrupt' } });
  expect(log.at(-1)).toBe('forget');
});

it('fails if the file can no longer be read', async () => {
  const { runner, choose } = harness({ checksum: () => Promise.reject(new Error('gone')) });
  choose();
  await flush();
  expect(runner.getState()).toMatchObject({ name: 'failed', failure: { kind: 'unreadable' } });
});

it('withdraws the previous photo when another one is chosen', async () => {
  const { log, choose } = harness({ put: () => new Promise(() => {}) });
  choose();
  await flush();
  choose();
  expect(log).toContain('withdraw k now');
});

it('drops the upload when the user signs out, and withdraws it after the next sign-in', async () => {
  const { runner, log, choose } = harness({ confirm: () => new Promise(() => {}) });
  choose();
  await flush();
  expect(runner.getState().name).toBe('confirming');
  runner.dispatch({ type: 'left' });
  expect(runner.getState()).toEqual({ name: 'idle' });
  expect(log.slice(-3)).toEqual(['forget', 'withdraw k later', 'revoke blob:1']);
});

it.each(['check', 'issue', 'put', 'confirm'] as const)(
  'offers a retry after an unexpected error in %s',
  async (step) => {
    const { runner, log, choose } = harness({
      [step]: () => Promise.reject(new TypeError('no such function')),
    });
    if (step === 'check') runner.dispatch({ type: 'found', photo, ticket });
    else choose();
    await flush();
    expect(runner.getState()).toMatchObject({ failure: { kind: 'broken' }, canRetry: true });
    expect(log).toContain('report TypeError: no such function');
  },
);

it('stops when the page is unmounted: aborts the running step, and ignores its outcome', async () => {
  let end: (outcome: PutOutcome) => void = () => {};
  const { runner, stop, states, puts, log, choose } = harness({
    put: (request) => {
      puts.push(request);
      return new Promise((resolve) => {
        end = resolve;
      });
    },
  });
  choose();
  await flush();
  const before = [...states];
  stop();
  expect(puts[0]?.signal.aborted).toBe(true);
  expect(log.slice(-2)).toEqual(['revoke blob:1', 'let go']);
  end('stored');
  await flush();
  runner.dispatch({ type: 'cancel' });
  expect(states).toEqual(before);
  // The kept photo stays for the next page.
  expect(log).not.toContain('forget');
});

it('revokes a preview once it is no longer shown', async () => {
  const { runner, log } = harness({ issue: () => new Promise(() => {}) });
  const encoding: Encoding = { previewUrl: 'blob:raw' };
  runner.dispatch({ type: 'chosen', encoding });
  runner.dispatch({ type: 'encoded', encoding, photo });
  expect(log).toContain('revoke blob:raw');
  expect(log).not.toContain('revoke blob:1');
  runner.dispatch({ type: 'cancel' });
  expect(log).toContain('revoke blob:1');
});
