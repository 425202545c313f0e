// `npm run test:engines`: the conformance suite on the server of this project, then on Ceph RGW where that is installed.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '../ports';
import { CONFORMANCE_CREDENTIALS } from './conformance/bench';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const RGW = join(ROOT, 'local', 'ceph-rgw.sh');

function run(command: string, args: string[], env: Record<string, string> = {}): boolean {
  const { status } = spawnSync(command, args, {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...process.env, ...env },
  });
  return status === 0;
}

function suite(endpoint?: string): boolean {
  const jest = join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js');
  return run(
    process.execPath,
    [jest, '--selectProjects', 'server', '--testPathPatterns', 'local/s3/conformance\\.test'],
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
    const started = run(RGW, ['start', dir, String(port)], {
      RGW_ACCESS_KEY: accessKeyId,
      RGW_SECRET_KEY: secretAccessKey,
    });
    return started && suite(`http://127.0.0.1:${port}`);
  } finally {
    run(RGW, ['stop', dir]);
    rmSync(dir, { recursive: true, force: true });
  }
}

async function main(): Promise<boolean> {
  console.log('S3 conformance on the embedded server');
  const twin = suite();
  const installed =
    spawnSync('sh', ['-c', 'command -v radosgw ceph-mon ceph-osd ceph']).status === 0;
  if (!installed) {
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
