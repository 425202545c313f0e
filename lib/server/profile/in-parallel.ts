// Bounded parallelism for the commands that go through everything: a pool of workers, and pages read one ahead.
import type { Page } from './ports';

/** How a long run is watched and stopped. */
export interface Run<Report> {
  /** Once aborted, no new work begins; what is under way ends. */
  signal?: AbortSignal | undefined;
  /** Called after each step with the report so far. */
  onProgress?: ((report: Report) => void) | undefined;
}

/**
 * Does the work for every item, at most `most` at once. After a failure, or an abort, no further item is taken.
 * @throws the first failure, once what was under way has ended
 */
export async function inParallel<T>(
  items: Iterable<T> | AsyncIterable<T>,
  most: number,
  work: (item: T) => Promise<void>,
  signal?: AbortSignal,
): Promise<void> {
  const iterator =
    Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
  let failed = false;
  const worker = async () => {
    while (!failed && !signal?.aborted) {
      try {
        const next = await iterator.next();
        if (next.done) return;
        await work(next.value);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  const outcomes = await Promise.allSettled(Array.from({ length: most }, worker));
  const failure = outcomes.find(({ status }) => status === 'rejected');
  if (failure?.status === 'rejected') throw failure.reason;
}

/** Pages in order; while one is worked on, the next is being read. Two are in memory at the most. */
export async function* readAhead<T>(
  read: (from: string | null) => Promise<Page<T>>,
  from: string | null,
): AsyncGenerator<Page<T>> {
  let coming: Promise<Page<T>> | null = read(from);
  while (coming !== null) {
    const page: Page<T> = await coming;
    coming = page.next === null ? null : read(page.next);
    // If the consumer stops here, nobody awaits the page that is being read.
    coming?.catch(() => {});
    yield page;
  }
}
