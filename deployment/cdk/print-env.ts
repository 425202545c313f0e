// Prints the app's variables as a .env file, from cdk-outputs.json, which the last `npm run deploy` wrote.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const outputs = z.record(z.string(), z.record(z.string(), z.string()));

/** CloudFormation allows no underscore in the name of an output. */
export function outputName(variable: string): string {
  return variable.replaceAll('_', '');
}

/**
 * @param file the content of cdk-outputs.json
 * @param variables all variables of the app
 */
export function variablesOf(file: unknown, variables: string[]): string[] {
  const values = new Map(Object.values(outputs.parse(file)).flatMap((one) => Object.entries(one)));
  return variables.flatMap((variable) => {
    const value = values.get(outputName(variable));
    return value === undefined ? [] : [`${variable}=${value}`];
  });
}

/** The names in .env.example, which lists every variable that the app reads. */
export function knownVariables(): string[] {
  const example = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8');
  return [...example.matchAll(/^([A-Z0-9_]+)=/gm)].flatMap(([, name]) => name ?? []);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const file = readFileSync(new URL('../cdk-outputs.json', import.meta.url), 'utf8');
  for (const line of variablesOf(JSON.parse(file), knownVariables())) console.log(line);
}
