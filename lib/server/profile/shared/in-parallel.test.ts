// The pool of workers and the page prefetch: counts the work in progress.
import { inParallel, readAhead } from './in-parallel';

/** Work that the test ends. */
function held() {
  const under: { item: number; end(): void; fail(error: Error): void }[] = [];
  const work = (item: number) =>
    new Promise<void>((resolve, reject) => {
      under.push({ item, end: resolve, fail: reject });
    });
  return { under, work };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

test('runs at most the given number in parallel, and all in the end', async () => {
  const { under, work } = held();
  const done = inParallel([1, 2, 3, 4, 5], 2, work);
  const begun: number[] = [];
  for (let count = 0; count < 5; count++) {
    await settled();
    expect(under.length).toBe(count < 4 ? 2 : 1);
    const first = under.shift();
    begun.push(first?.item ?? 0);
    first?.end();
  }
  await done;
  expect(begun).toEqual([1, 2, 3, 4, 5]);
});

test('after a failure nothing new starts, and it waits for the work in progress', async () => {
  const { under, work } = held();
  const done = inParallel([1, 2, 3, 4], 2, work);
  let isOver = false;
  void done
    .catch(() => {})
    .finally(() => {
      isOver = true;
    });
  await settled();
  under[0]?.fail(new Error('the first'));
  await settled();
  expect(isOver).toBe(false);
  under[1]?.end();
  await expect(done).rejects.toThrow('the first');
  expect(under).toHaveLength(2);
});

test('after an abort nothing new starts', async () => {
  const controller = new AbortController();
  const { under, work } = held();
  const done = inParallel([1, 2, 3, 4], 2, work, controller.signal);
  await settled();
  controller.abort();
  for (const { end } of under) end();
  await done;
  expect(under).toHaveLength(2);
});

test('reads exactly one page ahead', async () => {
  const asked: (string | null)[] = [];
  const read = async (from: string | null) => {
    asked.push(from);
    const page = Number(from ?? 0);
    return { items: [page], next: page < 3 ? `${page + 1}` : null };
  };
  const pages = readAhead(read, null);
  const found: number[] = [];
  for await (const { items } of pages) {
    found.push(...items);
    expect(asked.length).toBe(Math.min(found.length + 1, 4));
  }
  expect(found).toEqual([0, 1, 2, 3]);
});
