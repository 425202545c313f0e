// Builds the app with Vercel's command line, without an account, and reads the functions that it would deploy.
import { execFile } from 'node:child_process';
import {
  cpSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  writeFileSync,
} from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const VERCEL = fileURLToPath(new URL('node_modules/.bin/vercel', import.meta.url));

/** Folders that a checkout from Git does not have. */
const UNTRACKED = new Set(['node_modules', '.git', '.next', '.local', '.vercel', 'dist']);

export interface BuiltFunction {
  /** `nodejs24.x`, or `edge`. */
  runtime: string;
  /** The path of each file in the function, and where the file is now. */
  files: Map<string, string>;
  /** The size of all files, uncompressed. */
  bytes: number;
}

/**
 * Copies the project to a folder and builds it there.
 * @param nodeVersion the major version of Node that the project's settings on Vercel choose
 * @returns the functions by route, such as `api/profile`; routes may share one
 * @throws Error with what the build printed
 */
export async function buildFunctions(
  folder: string,
  nodeVersion: string,
): Promise<Map<string, BuiltFunction>> {
  cpSync(ROOT, folder, {
    recursive: true,
    filter(path) {
      const names = relative(ROOT, path).split(sep);
      return !names.some((name) => UNTRACKED.has(name) || /^\.env(?!\.example$)/.test(name));
    },
  });
  // The file that `vercel link` writes, with made-up ids.
  mkdirSync(join(folder, '.vercel'));
  const settings = {
    framework: 'nextjs',
    nodeVersion: `${nodeVersion}.x`,
    installCommand: 'npm ci',
  };
  writeFileSync(
    join(folder, '.vercel', 'project.json'),
    JSON.stringify({ projectId: 'prj_none', orgId: 'team_none', settings }),
  );
  const { NODE_ENV, JEST_WORKER_ID, BUILD_STANDALONE, ...env } = process.env;
  // A configuration of its own, so that no account of this machine is used.
  const options = ['--yes', '--global-config', join(folder, '.vercel', 'global')];
  await promisify(execFile)(VERCEL, ['build', ...options], {
    cwd: folder,
    env: {
      ...env,
      VERCEL_TELEMETRY_DISABLED: '1',
      NEXT_TELEMETRY_DISABLED: '1',
      NO_UPDATE_NOTIFIER: '1',
    } as unknown as NodeJS.ProcessEnv,
    maxBuffer: 64 * 1024 * 1024,
  }).catch(({ message, stdout, stderr }) => {
    throw new Error(`${message}\n${stdout}\n${stderr}`);
  });
  return readFunctions(folder);
}

/** Reads `.vercel/output`: https://vercel.com/docs/build-output-api/primitives#serverless-functions */
function readFunctions(folder: string): Map<string, BuiltFunction> {
  const root = join(folder, '.vercel', 'output', 'functions');
  return new Map(
    readdirSync(root, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.func'))
      .map((path) => [
        path.slice(0, -'.func'.length),
        readFunction(folder, realpathSync(join(root, path))),
      ]),
  );
}

function readFunction(folder: string, at: string): BuiltFunction {
  const { runtime, filePathMap = {} }: { runtime: string; filePathMap?: Record<string, string> } =
    JSON.parse(readFileSync(join(at, '.vc-config.json'), 'utf8'));
  const own = readdirSync(at, { recursive: true, encoding: 'utf8' })
    .map((path) => [path, join(at, path)] as const)
    .filter(([, from]) => !lstatSync(from).isDirectory());
  const shared = Object.entries(filePathMap).map(
    ([path, from]) => [path, join(folder, from)] as const,
  );
  const files = new Map([...own, ...shared]);
  const bytes = [...files.values()].reduce((sum, from) => sum + lstatSync(from).size, 0);
  return { runtime, files, bytes };
}
