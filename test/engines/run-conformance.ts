// `npm run test:engines`: runs the conformance suite on strict-s3, then on Ceph RGW if it is installed.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CONFORMANCE_CREDENTIALS } from 'strict-s3/conformance/fixture';
import { freePort } from '@/dev/ports';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const RGW = join(ROOT, 'test', 'engines', 'ceph-rgw.sh');

let current: ChildProcess | undefined;
let interrupted = false;
// On a signal, this process stops RGW before it exits. Otherwise the daemons of RGW would keep running.
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    interrupted = true;
    current?.kill(signal);
  });
}

async function run(
  command: string,
  args: string[],
  env: Record<string, string> = {},
): Promise<boolean> {
  const options = { cwd: ROOT, stdio: 'inherit', env: { ...process.env, ...env } } as const;
  current = spawn(command, args, options);
  const [code] = await once(current, 'exit');
  return code === 0;
}

/** Runs the suite in Jest. `test/run/test.ts` sets TEST_REPORT_DIR and reads the totals from there. */
function suite(name: string, endpoint?: string): Promise<boolean> {
  const reports = process.env.TEST_REPORT_DIR;
  const jest = join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js');
  return run(
    process.execPath,
    [
      jest,
      '--selectProjects',
      'server',
      '--testPathPatterns',
      'strict-s3/conformance/conformance\\.test',
      ...(reports ? ['--json', '--outputFile', join(reports, `${name}.json`)] : []),
    ],
    endpoint ? { S3_CONFORMANCE_ENDPOINT: endpoint } : {},
  );
}

/** The monitor of RGW uses the port of RGW plus 1,000. */
async function freePortForRgw(): Promise<number> {
  for (;;) {
    const port = await freePort();
    if (port + 1000 < 65_536) return port;
  }
}

async function suiteOnRgw(): Promise<boolean> {
  const dir = mkdtempSync(join(tmpdir(), 'ceph-rgw-'));
  const port = await freePortForRgw();
  const { accessKeyId, secretAccessKey } = CONFORMANCE_CREDENTIALS;
  try {
    const started = await run(RGW, ['start', dir, String(port)], {
      RGW_ACCESS_KEY: accessKeyId,
      RGW_SECRET_KEY: secretAccessKey,
    });
    return started && !interrupted && (await suite('rgw', `http://127.0.0.1:${port}`));
  } finally {
    await run(RGW, ['stop', dir]);
    rmSync(dir, { recursive: true, force: true });
  }
}

function isRgwInstalled(): boolean {
  return ['radosgw', 'ceph-mon', 'ceph-osd', 'ceph'].every(
    (program) => spawnSync(program, ['--version'], { stdio: 'ignore' }).status === 0,
  );
}

async function main(): Promise<boolean> {
  console.log('S3 conformance of strict-s3');
  const twin = await suite('embedded');
  if (interrupted) return false;
  if (!isRgwInstalled()) {
    console.log(
      'Ceph RGW is not installed: the suite was NOT run on a second, independent S3. To have it: ' +
        'apt-get install -y --no-install-recommends radosgw ceph-mon ceph-osd ceph-common',
    );
    return twin && process.env.REQUIRE_RGW !== '1';
  }
  console.log('S3 conformance of Ceph RGW');
  return (await suiteOnRgw()) && twin;
}

main().then(
  (passed) => {
    process.exitCode = passed ? 0 : 1;
  },
  (error) => {
    console.error(error);
    process.exitCode = 1;
  },
);
