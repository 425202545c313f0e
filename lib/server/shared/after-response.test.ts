// Clean-up after the response: it does not delay the response where the host keeps the process alive; elsewhere it is awaited.
import {
  afterResponse,
  deadlineSignal,
  type KeepAlive,
  startAfterResponse,
  underSignal,
} from './deadline';

/** Runs a request with clean-up that ends when `end` is called. */
function request(keepAlive?: KeepAlive) {
  const steps: string[] = [];
  let end = () => {};
  const work = async () => {
    await new Promise<void>((resolve) => {
      end = resolve;
    });
    steps.push(deadlineSignal() ? 'under the deadline' : 'cleaned up');
  };
  const answer = underSignal(
    new AbortController().signal,
    async () => {
      await afterResponse(work);
      steps.push('answered');
    },
    keepAlive,
  );
  return { steps, answer, end: () => end() };
}

test('where the host waits for it, the answer comes first, and the clean-up has no deadline', async () => {
  const kept: Parameters<KeepAlive>[0][] = [];
  const { steps, answer, end } = request((rest) => kept.push(rest) > 0);
  await answer;
  expect(steps).toEqual(['answered']);
  end();
  await Promise.all(kept);
  expect(steps).toEqual(['answered', 'cleaned up']);
});

test.each([
  ['the host does not wait', () => false],
  ['there is no host', undefined],
])('where %s, the clean-up comes first', async (_where, keepAlive) => {
  const { steps, answer, end } = request(keepAlive);
  end();
  await answer;
  expect(steps).toEqual(['cleaned up', 'answered']);
});

describe('work that starts after the response', () => {
  /** Answers a request that leaves such work. */
  async function answer(keepAlive?: KeepAlive): Promise<string[]> {
    const steps: string[] = [];
    const work = async () => {
      startAfterResponse(async () => {
        steps.push(deadlineSignal() ? 'under the deadline' : 'worked');
      });
      steps.push('answered');
    };
    await underSignal(new AbortController().signal, work, keepAlive);
    return steps;
  }

  test('is given to the host, to be called without the deadline', async () => {
    const given: Parameters<KeepAlive>[0][] = [];
    const steps = await answer((rest) => given.push(rest) > 0);
    expect(steps).toEqual(['answered']);
    for (const rest of given) if (typeof rest === 'function') await rest();
    expect(steps).toEqual(['answered', 'worked']);
  });

  test.each([
    ['the host does not wait', () => false],
    ['there is no host', undefined],
  ])('does not start where %s', async (_where, keepAlive) => {
    expect(await answer(keepAlive)).toEqual(['answered']);
  });
});
