// Bundles the two Lambda functions: one file each for our code, and sharp for Lambda's platform beside them.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deflateRawSync } from 'node:zlib';
import { build } from 'esbuild';
import appManifest from '../../package.json' with { type: 'json' };

const DEPLOYMENT = fileURLToPath(new URL('..', import.meta.url));

/** The bundle's folder; CDK zips it. */
export const LAMBDA_FOLDER = join(DEPLOYMENT, 'dist', 'lambda');

/** Maximum size of the zip: 15 MB still starts in about a second; Lambda's own limit is 50 MB. */
export const MAX_ZIP_BYTES = 15_000_000;

/** CommonJS modules that are bundled into an ES module still call `require`. */
const REQUIRE =
  "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

/**
 * @throws Error if the bundle does not build, or is too large
 */
export async function buildLambdas(): Promise<void> {
  rmSync(LAMBDA_FOLDER, { recursive: true, force: true });
  mkdirSync(LAMBDA_FOLDER, { recursive: true });
  await build({
    entryPoints: {
      'process-upload': join(DEPLOYMENT, 'lambda', 'process-upload.ts'),
      sweep: join(DEPLOYMENT, 'lambda', 'sweep.ts'),
      // The path that compose.ts uses.
      'dist/image-child': join(DEPLOYMENT, '..', 'lib', 'server', 'images', 'child-main.ts'),
    },
    outdir: LAMBDA_FOLDER,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    minify: true,
    keepNames: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    banner: { js: REQUIRE },
    tsconfig: join(DEPLOYMENT, 'tsconfig.json'),
    external: ['sharp'],
    // A guard that only Next's compiler understands.
    alias: { 'server-only': join(DEPLOYMENT, 'cdk', 'empty.ts') },
    logLevel: 'warning',
  });

  const { sharp } = appManifest.dependencies;
  const manifest = { private: true, type: 'module', dependencies: { sharp } };
  writeFileSync(join(LAMBDA_FOLDER, 'package.json'), JSON.stringify(manifest));
  execFileSync(
    'npm',
    [
      'install',
      '--os=linux',
      '--cpu=arm64',
      '--libc=glibc',
      '--no-package-lock',
      '--ignore-scripts',
    ],
    { cwd: LAMBDA_FOLDER, stdio: ['ignore', 'ignore', 'inherit'] },
  );

  const bytes = zipSize(LAMBDA_FOLDER);
  console.log(`The functions are in ${LAMBDA_FOLDER}: ${(bytes / 1e6).toFixed(1)} MB when zipped.`);
  if (bytes > MAX_ZIP_BYTES) {
    throw new Error(`The functions would be a zip of ${bytes} bytes, over ${MAX_ZIP_BYTES}.`);
  }
}

/** Returns the size of a zip of the folder, in bytes: each file deflated, with its two headers and the end record. */
export function zipSize(folder: string): number {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    statSync(join(folder, name)).isFile(),
  );
  return files.reduce((sum, name) => {
    const deflated = deflateRawSync(readFileSync(join(folder, name))).length;
    return sum + deflated + 30 + 46 + 2 * Buffer.byteLength(name);
  }, 22);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) void buildLambdas();
