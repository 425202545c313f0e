// Starts `serve.ts` and reads its output. It imports nothing of the project: Jest loads it before its import mapping exists.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

export interface EnginesProcess {
  /** The variables that point the app at the engines. */
  env: Record<string, string>;
  stop(): Promise<void>;
}

/**
 * Starts engines on free ports, with tables and bucket, in a temporary directory that is deleted with them.
 * @param origins origins that may upload to the bucket
 * @param root the project's directory
 */
export async function startEnginesProcess(
  origins: string[],
  root: string,
): Promise<EnginesProcess> {
  const dataDir = await mkdtemp(join(tmpdir(), 'profile-engines-'));
  const child = spawn(process.execPath, ['--import', 'tsx', resolve(root, 'dev/serve.ts')], {
    cwd: root,
    env: {
      ...process.env,
      // Tests never use a server of the developer's own.
      S3_ENDPOINT: '',
      DYNAMODB_ENDPOINT: '',
      LOCAL_DATA_DIR: dataDir,
      LOCAL_S3_PORT: '0',
      LOCAL_DYNAMODB_PORT: '0',
      LOCAL_ORIGINS: origins.join(','),
    },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const stop = async () => {
    child.stdin.end();
    await exited;
    await rm(dataDir, { recursive: true, force: true });
  };
  const lines = createInterface({ input: child.stdout });
  const first = await Promise.race([once(lines, 'line'), exited.then(() => undefined)]);
  if (!first) {
    await stop();
    throw new Error('The local engines did not start; see their output above.');
  }
  return { env: JSON.parse(String(first[0])), stop };
}
