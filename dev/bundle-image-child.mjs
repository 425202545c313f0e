// Bundles what runs in the child processes for images into dist/image-child.mjs: Next builds no entry of its own for a child
// process, and a plain node reads no TypeScript. sharp is taken from node_modules.
import { renameSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** In one step, for whoever reads it meanwhile. */
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
