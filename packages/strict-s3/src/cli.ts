#!/usr/bin/env node
// The command `strict-s3`: runs the server until it receives SIGINT or SIGTERM.
import { parseOptions, USAGE, UsageError } from './cli-options.ts';
import { startS3 } from './server.ts';

async function main(args: string[]): Promise<void> {
  if (args.includes('--help')) {
    console.log(USAGE);
    return;
  }
  const options = parseOptions(args);
  const s3 = await startS3(options);
  console.log(`strict-s3 listens on ${s3.url} (region ${options.region})`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void s3.stop());
}

main(process.argv.slice(2)).catch((error: NodeJS.ErrnoException) => {
  if (error instanceof UsageError) {
    console.error(`strict-s3: ${error.message}\n\n${USAGE}`);
    process.exitCode = 2;
    return;
  }
  const inUse = error.code === 'EADDRINUSE';
  console.error(`strict-s3: ${inUse ? 'The port is already in use.' : error.message}`);
  process.exitCode = 1;
});
