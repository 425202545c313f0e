import { UnavailableError } from '@/lib/server/profile/errors';
import { DecodeGate } from './decode-gate';

/** A task that ends when told to. */
function heldTask() {
  const held = { started: false, end: (_: string) => {}, fail: (_: Error) => {} };
  const run = () => {
    held.started = true;
    return new Promise<string>((resolve, reject) => {
      held.end = resolve;
      held.fail = reject;
    });
  };
  return { held, run };
}

async function settle(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

describe('DecodeGate', () => {
  test('runs one task at a time, in the order they came', async () => {
    const gate = new DecodeGate();
    const [first, second] = [heldTask(), heldTask()];
    const results = [gate.run(first.run), gate.run(second.run)];
    await settle();
    expect([first.held.started, second.held.started]).toEqual([true, false]);

    first.held.end('one');
    await settle();
    expect(second.held.started).toBe(true);

    second.held.end('two');
    expect(await Promise.all(results)).toEqual(['one', 'two']);
  });

  test('goes on after a task that failed', async () => {
    const gate = new DecodeGate();
    const first = heldTask();
    const failed = gate.run(first.run);
    const next = gate.run(async () => 'next');
    await settle();
    first.held.fail(new Error('no'));
    await expect(failed).rejects.toThrow('no');
    expect(await next).toBe('next');
  });

  test('lets four wait, turns the next away, and has room again afterwards', async () => {
    const gate = new DecodeGate();
    const first = heldTask();
    const running = gate.run(first.run);
    const waiting = [1, 2, 3, 4].map((number) => gate.run(async () => number));
    await expect(gate.run(async () => 5)).rejects.toBeInstanceOf(UnavailableError);

    first.held.end('done');
    await running;
    expect(await Promise.all(waiting)).toEqual([1, 2, 3, 4]);
    expect(await gate.run(async () => 6)).toBe(6);
  });
});
