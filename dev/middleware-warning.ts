// Replaces the seven lines in which Next warns of the name middleware.ts with one line of ours.

const WARNING = /"middleware" file convention is deprecated/;
/** The lines that follow it. */
const ADVICE =
  /^\s*(To migrate automatically, run:|npx @next\/codemod\S* middleware-to-proxy.*|Learn more: \S*middleware-to-proxy)?\s*$/;

const OURS =
  'Next has renamed middleware.ts to proxy.ts. This project keeps the old name, which still works.';

/** Returns a function that takes the lines of a stream one by one, and returns those to print instead of each. */
export function middlewareWarningFilter(): (line: string) => string[] {
  let isAdvice = false;
  return (line) => {
    const isWarning = WARNING.test(line);
    isAdvice = isWarning || (isAdvice && ADVICE.test(line));
    if (isWarning) return [OURS];
    return isAdvice ? [] : [line];
  };
}
