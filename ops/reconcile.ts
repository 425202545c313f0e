// `npm run reconcile`: prints orphaned and missing objects; with `-- --delete` it deletes the orphans. Objects of other programs are
// printed as foreign and kept. `-- --from PLACE` continues an interrupted run.
import './load-environment';
import { parseArgs } from 'node:util';
import { app } from '@/lib/server/compose';
import type { ListedObject } from '@/lib/server/profile/ports';
import { isCursor, type ReconcileReport } from '@/lib/server/profile/use-cases/reconcile-storage';
import { quote } from './doctor/commands';
import { longRun } from './long-run';

const USAGE = 'npm run reconcile -- [--delete] [--from PLACE]';

function readArguments(): { delete: boolean; from?: string } {
  try {
    const { values } = parseArgs({
      options: { delete: { type: 'boolean', default: false }, from: { type: 'string' } },
    });
    if (values.from === undefined || isCursor(values.from)) return values;
    console.error(`${values.from} is not a place that an earlier run printed\n${USAGE}`);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n${USAGE}`);
  }
  process.exit(2);
}

const asked = readArguments();

process.exitCode = await longRun('reconcile', async ({ signal, onProgress, print }) => {
  const counts = { orphans: 0, kept: 0, foreign: 0, missing: 0 };
  let latest: ReconcileReport = { objects: 0, images: 0, next: asked.from ?? null };
  const findings = {
    async orphans(orphans: ListedObject[]) {
      counts.orphans += orphans.length;
      if (!asked.delete) {
        for (const { key } of orphans) print(`orphan   ${key}`);
        return;
      }
      const { deleted, kept } = await app().deleteOrphans(orphans);
      counts.kept += kept.length;
      for (const key of deleted) print(`deleted  ${key}`);
      for (const key of kept) print(`kept     ${key}`);
    },
    async foreign(keys: string[]) {
      counts.foreign += keys.length;
      for (const key of keys) print(`foreign  ${key}`);
    },
    async missing(key: string) {
      counts.missing += 1;
      print(`missing  ${key}`);
    },
  };
  try {
    await app().reconcile(findings, {
      from: asked.from,
      signal,
      onProgress(report) {
        latest = { ...report };
        onProgress({ ...counts, ...report });
      },
    });
  } finally {
    const { objects, images, next } = latest;
    const { orphans, kept, foreign, missing } = counts;
    print(
      `${objects} objects, ${images} images: ${orphans} orphans, ${foreign} foreign, ${missing} missing${kept > 0 ? `, ${kept} not deleted` : ''}`,
    );
    if (next !== null) {
      print(
        `Incomplete. To continue: npm run reconcile -- ${asked.delete ? '--delete ' : ''}--from ${quote(next)}`,
      );
    }
  }
  const { orphans, kept, missing } = counts;
  return missing === 0 && (asked.delete ? kept : orphans) === 0;
});
