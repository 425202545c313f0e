// For Amplify's build: writes the variables of the app to `.env.production`, which the server loads at start, and no other variable of
// the build's environment.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * Returns a line that Next reads back as exactly this value. Next expands `$` in any quotes and has no escape for a quote.
 * https://nextjs.org/docs/app/guides/environment-variables
 * @throws Error if the value contains every kind of quote, which no line can express
 */
export function envLine(name: string, value: string): string {
  const quote = ["'", '`', '"'].find((one) => !value.includes(one));
  if (quote === undefined || (quote === '"' && /\\[nr]/.test(value))) {
    throw new Error(`${name} holds quotes of every kind, which a .env file cannot carry`);
  }
  return `${name}=${quote}${value.replaceAll('$', '\\$')}${quote}`;
}

/** Variables that the server's host sets and that differ from the build's. */
const OF_THE_HOST = /^(AWS_.*|PORT|HOSTNAME|LOCAL_.*)$/;

/**
 * Returns the lines for the server, for the variables of the app.
 * @param example the text of .env.example, which lists them
 */
export function envLines(example: string, environment: NodeJS.Dict<string>): string[] {
  return [...example.matchAll(/^([A-Z0-9_]+)=/gm)].flatMap(([, name = '']) => {
    const value = environment[name];
    return value === undefined || value === '' || OF_THE_HOST.test(name)
      ? []
      : [envLine(name, value)];
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const lines = envLines(readFileSync('.env.example', 'utf8'), process.env);
  writeFileSync('.env.production', `${lines.join('\n')}\n`, { mode: 0o600 });
  const names = lines.map((line) => line.slice(0, line.indexOf('=')));
  console.log(`.env.production holds ${names.join(', ')}`);
}
