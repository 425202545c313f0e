// `npm run test:engines`: the conformance suite on the server of this project, then on Ceph RGW where that is installed.
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
// This process outlives the signal long enough to stop RGW, whose daemons nobody else would.
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

/** `test/run/test.ts` says by TEST_REPORT_DIR where it wants to read how many tests passed. */
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

/** RGW's monitor takes the port a thousand above RGW's own. */
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
  console.log('S3 conformance on the embedded server');
  const twin = await suite('embedded');
  if (interrupted) return false;
  if (!isRgwInstalled()) {
    console.log(
      'Ceph RGW is not installed: the suite was NOT run on a second, independent S3. To have it: ' +
        'apt-get install -y --no-install-recommends radosgw ceph-mon ceph-osd ceph-common',
    );
    return twin && process.env.REQUIRE_RGW !== '1';
  }
  console.log('S3 conformance on Ceph RGW');
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
