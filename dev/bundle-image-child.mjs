// Bundles the image child process into dist/image-child.mjs: Next has no build entry for child processes, and Node runs no
// TypeScript with import aliases. sharp stays external.
import { renameSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Writes the bundle and renames it, so that a concurrent reader never sees half of it. */
export function bundleImageChild() {
  const made = `${ROOT}dist/image-child.${process.pid}.mjs`;
  buildSync({
    entryPoints: [`${ROOT}lib/server/images/child-main.ts`],
    outfile: made,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    tsconfig: `${ROOT}tsconfig.json`,
    external: ['sharp'],
    logLevel: 'warning',
  });
  renameSync(made, `${ROOT}dist/image-child.mjs`);
}
