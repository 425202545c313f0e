// `npm run erase -- USER_ID`: removes all that is held about a person, looks that it is gone, and prints the record of it.
import './load-environment';
import { app } from '@/lib/server/compose';

const [userId, ...rest] = process.argv.slice(2);
if (!userId || rest.length > 0) {
  console.error('Say whom: npm run erase -- USER_ID');
  process.exit(2);
}
console.error('An upload that is under way is waited for: up to six minutes.');
const record = await app().eraseUser(userId);
console.log(JSON.stringify(record));
process.exitCode = record.left.length > 0 ? 1 : 0;
