// Progress and interruption of a command, with a fake clock and fake signals.
import { type LongRun, longRun, type RunPorts } from './long-run';

const MINUTE = 60_000;

function fakePorts({ isTerminal = false, columns = 80 } = {}) {
  const said: { out: string[]; err: string[]; exits: number[] } = { out: [], err: [], exits: [] };
  let now = 0;
  let listeners: ((signal: 'SIGINT' | 'SIGTERM') => void)[] = [];
  let timers: { every: number; next: number; task: () => void }[] = [];
  const ports: RunPorts = {
    out: (text) => void said.out.push(text),
    err: (text) => void said.err.push(text),
    isTerminal,
    columns,
    now: () => now,
    every(milliseconds, task) {
      const timer = { every: milliseconds, next: now + milliseconds, task };
      timers.push(timer);
      return () => {
        timers = timers.filter((one) => one !== timer);
      };
    },
    onSignal(listener) {
      listeners.push(listener);
      return () => {
        listeners = listeners.filter((one) => one !== listener);
      };
    },
    exit: (code) => void said.exits.push(code),
  };
  return {
    ports,
    said,
    advance(milliseconds: number) {
      const end = now + milliseconds;
      for (let due = nextDue(end); due; due = nextDue(end)) {
        now = due.next;
        due.next += due.every;
        due.task();
      }
      now = end;
    },
    send(signal: 'SIGINT' | 'SIGTERM') {
      for (const listener of [...listeners]) listener(signal);
    },
    left: () => listeners.length + timers.length,
  };

  function nextDue(end: number) {
    return timers.filter(({ next }) => next <= end).sort((a, b) => a.next - b.next)[0];
  }
}

/** Starts a command that runs until the test ends it. */
function begin(fake: ReturnType<typeof fakePorts>) {
  let run: LongRun | undefined;
  let end = (_isWell: boolean) => {};
  const code = longRun(
    'sweep',
    (given) => {
      run = given;
      return new Promise((resolve) => {
        end = resolve;
      });
    },
    fake.ports,
  );
  if (!run) throw new Error('the command did not begin');
  return { run, code, end: (isWell: boolean) => end(isWell) };
}

test('not on a terminal: a JSON line a minute, and none before', async () => {
  const fake = fakePorts();
  const { run, code, end } = begin(fake);
  run.onProgress({ examined: 7, left: [{ key: 'a' }, { key: 'b' }], more: true, next: null });
  fake.advance(MINUTE - 1);
  expect(fake.said.err).toEqual([]);
  fake.advance(1);
  run.onProgress({ examined: 9, next: 'profiles/b' });
  fake.advance(2 * MINUTE);
  expect(fake.said.err.map((line) => JSON.parse(line))).toEqual([
    { progress: 'sweep', seconds: 60, examined: 7, left: 2 },
    { progress: 'sweep', seconds: 120, examined: 9, next: 'profiles/b' },
    { progress: 'sweep', seconds: 180, examined: 9, next: 'profiles/b' },
  ]);
  expect(fake.said.err.every((line) => line.endsWith('\n'))).toBe(true);
  run.print('the report');
  end(true);
  expect(await code).toBe(0);
  expect(fake.said.out).toEqual(['the report\n']);
  expect(fake.left()).toBe(0);
});

test('on a terminal: one line that is rewritten, never too wide, and cleared before the report', async () => {
  const fake = fakePorts({ isTerminal: true, columns: 20 });
  const { run, code, end } = begin(fake);
  run.onProgress({ examined: 1 });
  fake.advance(200);
  run.onProgress({ examined: 123_456_789 });
  fake.advance(200);
  expect(fake.said.err).toEqual(['\x1b[Ksweep: examined 1\r', '\x1b[Ksweep: examined 123\r']);
  run.print('the report');
  expect(fake.said.err.at(-1)).toBe('\x1b[K');
  end(false);
  expect(await code).toBe(1);
  expect(fake.said.err.join('')).not.toContain('\n');
});

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s lets what is under way end, and is the exit code', async (signal, expected) => {
  const fake = fakePorts();
  const { run, code, end } = begin(fake);
  expect(run.signal.aborted).toBe(false);
  fake.send(signal);
  expect(run.signal.aborted).toBe(true);
  run.print('the report so far');
  end(true);
  expect(await code).toBe(expected);
  expect(fake.said.out).toEqual(['the report so far\n']);
});

test('a second signal exits at once, unless it is the first one delivered twice', async () => {
  const fake = fakePorts();
  const { code, end } = begin(fake);
  fake.send('SIGINT');
  fake.advance(999);
  fake.send('SIGINT');
  expect(fake.said.exits).toEqual([]);
  fake.advance(1);
  fake.send('SIGINT');
  expect(fake.said.exits).toEqual([130]);
  end(true);
  await code;
});

test('a failure is reported, and the command ends', async () => {
  const fake = fakePorts();
  const code = await longRun('sweep', () => Promise.reject(new Error('no bucket')), fake.ports);
  expect(code).toBe(1);
  expect(fake.said.err.join('')).toContain('Error: no bucket');
  expect(fake.left()).toBe(0);
});
