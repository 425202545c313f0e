// Very many calls at once, coming in as they would over a network: between some of them, what has come back is looked at.

const BURST = 20;

/** Makes all calls before any need have an answer. */
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
