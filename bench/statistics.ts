// The statistics of the benchmarks.

/** The middle value; of an even number of values, the upper of the middle two. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

/** Runs all subjects in turn, a number of rounds, so that each meets the same load; returns the results of each. */
export async function interleaved<Name extends string, Result>(
  runs: number,
  subjects: Record<Name, (run: number) => Promise<Result>>,
): Promise<Record<Name, Result[]>> {
  const names = Object.keys(subjects) as Name[];
  const results = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<
    Name,
    Result[]
  >;
  for (let run = 0; run < runs; run++) {
    for (const name of names) results[name].push(await subjects[name](run));
  }
  return results;
}
