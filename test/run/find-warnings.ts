// Finds warnings of Node and Jest in the standard error of a command. Each counts as a failure.

const WARNINGS = [
  // `(node:123) MaxListenersExceededWarning: ...`, `(node:123) [DEP0169] DeprecationWarning: ...`
  /^\(node:\d+\) ((?:\[\w+\] )?\w*Warning: .*)$/gm,
  /^(Jest did not exit .*)$/gm,
];

/** Each warning once. */
export function findWarnings(text: string): string[] {
  const found = WARNINGS.flatMap((pattern) => [...text.matchAll(pattern)].map(([, one]) => one));
  return [...new Set(found.flatMap((one) => one ?? []))];
}
