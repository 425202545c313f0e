// Runs the engines in a process of their own, for the tests: prints one line of JSON, and ends when standard input closes.
import type { DynamoDbEngine } from './dynamodb';
import { startEngines } from './engines';
import { LocalFailure } from './failure';
import { provision } from './provision';
import { readSettings } from './settings';

async function serve(): Promise<void> {
  const settings = readSettings(process.env);
  const engines = await startEngines(settings, chosenDynamoDb());
  Object.assign(process.env, engines.env);
  process.stdin.once('end', () => void engines.stop().then(() => process.exit(0)));
  process.stdin.resume();
  await provision(settings, engines, (process.env.LOCAL_ORIGINS ?? '').split(','));
  process.stdout.write(`${JSON.stringify(engines.env)}\n`);
}

/** Lets the tests of the DynamoDB adapters run on either engine. */
function chosenDynamoDb(): DynamoDbEngine | undefined {
  const chosen = process.env.TEST_DYNAMODB_ENGINE;
  if (!chosen) return undefined;
  if (chosen === 'dynoxide' || chosen === 'dynamodb-local') return chosen;
  throw new LocalFailure(`TEST_DYNAMODB_ENGINE is "${chosen}": say dynoxide or dynamodb-local.`);
}

serve().catch((error) => {
  console.error(error instanceof LocalFailure ? error.message : error);
  process.exit(1);
});
