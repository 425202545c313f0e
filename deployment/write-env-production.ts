// Amplify's build: writes those of its variables that the app reads to `.env.production`, which the server loads when it
// starts. Nothing else of the build's environment gets there.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * A line that Next reads back as exactly this value. It expands `$` whatever the quotes, and knows no escape for a quote.
 * https://nextjs.org/docs/app/guides/environment-variables
 * @throws Error if the value holds every kind of quote, which no line can carry
 */
export function envLine(name: string, value: string): string {
  const quote = ["'", '`', '"'].find((one) => !value.includes(one));
  if (quote === undefined || (quote === '"' && /\\[nr]/.test(value))) {
    throw new Error(`${name} holds quotes of every kind, which a .env file cannot carry`);
  }
  return `${name}=${quote}${value.replaceAll('$', '\\$')}${quote}`;
}

/** What the server gets from where it runs, and the build has another of. */
const OF_THE_HOST = /^(AWS_.*|PORT|HOSTNAME|LOCAL_.*)$/;

/**
 * The lines for a server, of the variables that the app knows.
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
