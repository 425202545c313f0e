// Whether the engines answer, for whoever asks: many who ask at once, or soon after another, are told what one found out.
import 'server-only';

/** For how long an answer is given again, in ms. */
const LIFETIME = 1000;

/** The probe, made at most once a second however often it is asked for. */
export function sharedProbe<T>(probe: () => Promise<T>): () => Promise<T> {
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
