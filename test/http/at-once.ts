// Very many calls at once: all of them, or a number in flight at any time.

const BURST = 20;

/** Makes all calls before any need have an answer. Between bursts, answers that have come are taken in, as over a network. */
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

/** Makes `count` calls, of which `limit` are under way at any time. */
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
