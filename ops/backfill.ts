// `npm run backfill`: validates the images from before validation ahead of time, makes the sizes that photos lack, and prints what
// became of them.
import './load-environment';
import { app } from '@/lib/server/compose';

const { users, proven, completed, hidden, left } = await app().backfill();
for (const { key, reason } of hidden) console.log(`hidden   ${key}: ${reason}`);
for (const { key, reason } of left) console.log(`left     ${key}: ${reason}`);
console.log(
  `${users} users, ${proven} proven, ${completed} completed, ${hidden.length} hidden, ${left.length} left as they were`,
);
process.exitCode = left.length > 0 ? 1 : 0;
