// `npm run erase -- USER_ID`: deletes everything stored about a user, verifies that, and prints a record.
import './load-environment';
import { app } from '@/lib/server/compose';
import { longRun } from './long-run';

const [userId, ...rest] = process.argv.slice(2);
if (!userId || rest.length > 0) {
  console.error('Name a user: npm run erase -- USER_ID');
  process.exit(2);
}
process.exitCode = await longRun('erase', async ({ print, ...run }) => {
  console.error('It waits for pending uploads, up to six minutes.');
  const record = await app().eraseUser(userId, run);
  print(JSON.stringify(record));
  return record.left.length === 0;
});
