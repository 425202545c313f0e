// `npm run reconcile`: prints which objects belong to nobody and which are missing; with `-- --delete` the former go. What
// is not of this app's making is printed as foreign, and stays.
import './load-environment';
import { parseArgs } from 'node:util';
import { app } from '@/lib/server/compose';

const { values } = parseArgs({ options: { delete: { type: 'boolean', default: false } } });
const { reconcile, deleteObjects } = app();
let orphans = 0;
let foreign = 0;
let missing = 0;

const { objects, images } = await reconcile({
  async orphans(keys) {
    orphans += keys.length;
    if (values.delete) await deleteObjects(keys);
    for (const key of keys) console.log(`${values.delete ? 'deleted' : 'orphan '}  ${key}`);
  },
  async foreign(keys) {
    foreign += keys.length;
    for (const key of keys) console.log(`foreign  ${key}`);
  },
  async missing(key) {
    missing += 1;
    console.log(`missing  ${key}`);
  },
});
console.log(
  `${objects} objects, ${images} images: ${orphans} orphans, ${foreign} foreign, ${missing} missing`,
);
process.exitCode = missing > 0 || (orphans > 0 && !values.delete) ? 1 : 0;
