// Clean-up after the response: where the host keeps the process alive nothing waits for it, elsewhere the work is awaited.
import { afterResponse, deadlineSignal, type Outlive, underSignal } from './deadline';

/** Runs a request that leaves clean-up, which ends when `end` is called. */
function request(outlive?: Outlive) {
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
    outlive,
  );
  return { steps, answer, end: () => end() };
}

test('where the host waits for it, the answer comes first, and the clean-up has no deadline', async () => {
  const kept: Promise<unknown>[] = [];
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
])('where %s, the clean-up comes first', async (_where, outlive) => {
  const { steps, answer, end } = request(outlive);
  end();
  await answer;
  expect(steps).toEqual(['cleaned up', 'answered']);
});
