// Redirects what Next and other packages print, such as an error thrown by a page, to the structured log.
import { format, stripVTControlCharacters } from 'node:util';
import type { Log } from '@/lib/server/shared/log';

/** Redirects `console.error`, `console.warn` and the warnings of Node to the log, for this process. */
export function consoleToLog(log: Log): void {
  const told = (said: unknown[]) => {
    const err = said.find((one) => one instanceof Error);
    const sentence = stripVTControlCharacters(format(...said.map(messageOf)));
    return [err ? { err } : {}, sentence] as const;
  };
  console.error = (...said) => log.error(...told(said));
  console.warn = (...said) => log.warn(...told(said));
  // Node's own listener would print warnings with `console.error`.
  for (const listener of process.listeners('warning')) {
    if (listener.name === 'onWarning') process.off('warning', listener);
  }
  process.on('warning', (err) => log.warn({ err }, `${err.name}: ${err.message}`));
}

/** The message without the stack, which `err` has. */
function messageOf(said: unknown): unknown {
  return said instanceof Error ? `${said.name}: ${said.message}` : said;
}
