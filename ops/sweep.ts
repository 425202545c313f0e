// `npm run sweep`: works off what is due, until nothing is, and prints what it did.
import './load-environment';
import { app } from '@/lib/server/compose';

let report = await app().sweep();
console.log(JSON.stringify(report));
while (report.more) {
  report = await app().sweep();
  console.log(JSON.stringify(report));
}
process.exitCode = report.failed > 0 ? 1 : 0;
