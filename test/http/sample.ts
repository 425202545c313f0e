// Selects the inputs of a test: a sample in the quick tests, all in the deep tests.

export type Sample = <T>(inputs: readonly T[]) => T[];

export const all: Sample = (inputs) => [...inputs];

/** Selects the first of every `step` inputs. */
export function oneIn(step: number): Sample {
  return (inputs) => inputs.filter((_, place) => place % step === 0);
}
