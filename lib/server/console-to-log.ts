// What Next and other packages print themselves, such as an error that a page threw: lines of the log like any other, in JSON.
import { format, stripVTControlCharacters } from 'node:util';
import type { Log } from '@/lib/server/profile/ports';

/** From now on, for this process: `console.error` and `console.warn` write into the log, and so do the warnings of Node. */
export function consoleToLog(log: Log): void {
  const told = (said: unknown[]) => {
    const err = said.find((one) => one instanceof Error);
    const sentence = stripVTControlCharacters(format(...said.map(messageOf)));
    return [err ? { err } : {}, sentence] as const;
  };
  console.error = (...said) => log.error(...told(said));
  console.warn = (...said) => log.warn(...told(said));
  // Node's own listener would print them by `console.error`.
  for (const listener of process.listeners('warning')) {
    if (listener.name === 'onWarning') process.off('warning', listener);
  }
  process.on('warning', (err) => log.warn({ err }, `${err.name}: ${err.message}`));
}

/** Without its stack, which `err` has. */
function messageOf(said: unknown): unknown {
  return said instanceof Error ? `${said.name}: ${said.message}` : said;
}
