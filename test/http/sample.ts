// Which of many inputs a test tries: the quick tests a few, the deep ones all.

export type Sample = <T>(inputs: readonly T[]) => T[];

export const all: Sample = (inputs) => [...inputs];

/** The first of every `step` inputs. */
export function oneIn(step: number): Sample {
  return (inputs) => inputs.filter((_, place) => place % step === 0);
}
