// Bounded parallelism for commands that process all users or objects: a pool of workers, and pages read one ahead.
import type { Page } from '@/lib/server/profile/ports';

/** Progress and cancellation of a long run. */
export interface Run<Report> {
  /** Once aborted, no new work starts; work in progress ends. */
  signal?: AbortSignal | undefined;
  /** Called after each step with the current report. */
  onProgress?: ((report: Report) => void) | undefined;
}

/**
 * Runs the work for every item, at most `most` in parallel. After a failure or an abort, no further item is started.
 * @throws the first failure, once all started work has ended
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

/** Yields pages in order and reads the next one in the meantime. At most two are in memory. */
export async function* readAhead<T>(
  read: (from: string | null) => Promise<Page<T>>,
  from: string | null,
): AsyncGenerator<Page<T>> {
  let coming: Promise<Page<T>> | null = read(from);
  while (coming !== null) {
    const page: Page<T> = await coming;
    coming = page.next === null ? null : read(page.next);
    // If the consumer stops here, nobody awaits the next page.
    coming?.catch(() => {});
    yield page;
  }
}
