// Runs many calls in parallel: all of them, or with limited concurrency.

const BURST = 20;

/** Starts all calls without waiting for responses. It yields between bursts, so that responses are handled as they arrive. */
export async function atOnce(
  count: number,
  call: (nth: number) => Promise<Response>,
): Promise<Response[]> {
  const answers: Promise<Response>[] = [];
  for (let nth = 0; nth < count; nth++) {
    answers.push(call(nth));
    if (nth % BURST === BURST - 1) await new Promise((resolve) => setImmediate(resolve));
  }
  return Promise.all(answers);
}

/** Makes `count` calls, `limit` of them in parallel. */
export async function inFlight<T>(
  limit: number,
  count: number,
  call: (nth: number) => Promise<T>,
): Promise<T[]> {
  const answers: T[] = [];
  let next = 0;
  const lane = async () => {
    while (next < count) {
      const nth = next++;
      answers[nth] = await call(nth);
    }
  };
  await Promise.all(Array.from({ length: limit }, lane));
  return answers;
}
