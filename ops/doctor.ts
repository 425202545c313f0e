// `npm run doctor`: checks everything that the environment names, and prints each fault with a command that fixes it.
import './load-environment';
import { parseArgs } from 'node:util';
import { examine } from './doctor/examine';
import type { Finding } from './doctor/finding';
import { asJson, asText, redact, sumOf } from './doctor/print';
import { onFirstSignal } from './long-run';

const USAGE = 'npm run doctor, or for scripts: npm run --silent doctor -- --json';

function readArguments(): { json: boolean } {
  try {
    return parseArgs({ options: { json: { type: 'boolean', default: false } } }).values;
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n${USAGE}`);
    process.exit(2);
  }
}

// A notice about the SDK's future versions, which an operator here cannot act on.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

// It deletes every object that it creates, so a first Ctrl-C lets it finish.
onFirstSignal(() =>
  console.error('Deleting the test objects. Press Ctrl-C again to exit at once.'),
);

const { json } = readArguments();
const ports = { fetch, now: () => new Date(), timeout: 10_000 };
const findings: Finding[] = [];
for await (const finding of examine(process.env, ports)) {
  const told = redact(finding, process.env);
  findings.push(told);
  if (!json) console.log(asText(told));
}
console.log(json ? asJson(findings) : `\n${sumOf(findings)}`);
process.exitCode = findings.some(({ status }) => status === 'wrong') ? 1 : 0;
