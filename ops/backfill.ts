// `npm run backfill`: validates legacy images, creates the sizes that photos lack, and prints the outcomes.
import './load-environment';
import { bundleImageChild } from '@/dev/bundle-image-child.mjs';
import { app } from '@/lib/server/compose';
import { longRun } from './long-run';

bundleImageChild();

process.exitCode = await longRun('backfill', async ({ print, ...run }) => {
  const { users, validated, completed, hidden, left } = await app().backfill(run);
  for (const { key, reason } of hidden) print(`hidden   ${key}: ${reason}`);
  for (const { key, reason } of left) print(`left     ${key}: ${reason}`);
  print(
    `${users} users, ${validated} validated, ${completed} completed, ${hidden.length} hidden, ${left.length} left as they were`,
  );
  return left.length === 0;
});
