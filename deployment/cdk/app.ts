// The CDK app: reads the settings, creates the stack, and prints what the owner of a shared bucket has to merge.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { App } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { LAMBDA_FOLDER } from './build-lambdas';
import { toMerge } from './merge-scripts';
import { ProfileStack } from './profile-stack';
import { readSettings } from './settings';

const app = new App();
const file = fileURLToPath(new URL('../settings.json', import.meta.url));
const settings = readSettings(String(app.node.tryGetContext('settings') ?? file));
if (!existsSync(LAMBDA_FOLDER)) {
  throw new Error('The functions are not built: run `npm run build --prefix deployment` first.');
}
const stack = new ProfileStack(app, settings, Code.fromAsset(LAMBDA_FOLDER));

// On standard error, since `cdk synth` writes the template to standard output.
if ('existing' in settings.bucket) console.error(toMerge(stack, settings));
