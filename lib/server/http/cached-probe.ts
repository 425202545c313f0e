// Shares the result of a probe: concurrent requests, and those shortly afterwards, get the same result.
import 'server-only';

/** How long a result is reused, in ms. */
const LIFETIME = 1000;

/** Wraps a probe so that it runs at most once a second. */
export function cachedProbe<T>(probe: () => Promise<T>): () => Promise<T> {
  let last: { answer: Promise<T>; until: number } | undefined;
  return () => {
    const now = performance.now();
    if (last && now < last.until) return last.answer;
    const answer = probe();
    const asked = { answer, until: Number.POSITIVE_INFINITY };
    last = asked;
    void answer.finally(() => {
      asked.until = performance.now() + LIFETIME;
    });
    return answer;
  };
}
