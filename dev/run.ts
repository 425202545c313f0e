// `npm run dev` and `npm run demo`: start the engines, provision them, and start Next. All of them stop together.
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { EnvError, isLoopback, parseEnv } from '@/lib/server/env';
import { onDataDir } from './data-dir-failure';
import { DEMO_AGENTS, DEMO_PASSWORD } from './demo-agents';
import { type Engines, startEngines } from './engines';
import { LocalFailure } from './failure';
import { loadEnvironment } from './load-environment';
import { middlewareWarningFilter } from './middleware-warning';
import { onNpmGone } from './npm-parent';
import { claimPort, HOST } from './ports';
import { provision } from './provision';
import { type LocalSettings, readSettings } from './settings';
import { startTied } from './tied-process';
import { warmPages } from './warm-pages';

const nextProgram = createRequire(import.meta.url).resolve('next/dist/bin/next');

/** Running parts, the latest first: the order in which they are stopped. */
const running: { stop(): Promise<void> }[] = [];

async function run(command: string | undefined): Promise<number> {
  if (command !== 'dev' && command !== 'demo') throw new LocalFailure('Say `dev` or `demo`.');
  loadEnvironment(command === 'dev');
  const settings = readSettings(process.env);
  settings.port = await claimPort(settings.port, 'the app', 'PORT');
  const origin = `http://localhost:${settings.port}`;
  const given = await onDataDir(settings.dataDir, () => appEnvironment(command, settings, origin));
  // The server would refuse it too, but only after everything else has started.
  const { region, credentials } = settings;
  parseEnv({ ...given, APP_REGION: region, AWS_ACCESS_KEY_ID: credentials.accessKeyId });
  const engines = await startEngines(settings);
  running.unshift(engines);
  Object.assign(process.env, engines.env);
  await provision(settings, engines, [origin, `http://${HOST}:${settings.port}`]);
  const env = { ...given, ...engines.env };

  if (command === 'demo') {
    const built = await startNext(['build'], env);
    if (built !== 0) throw new LocalFailure('The build failed; see its output above.');
  }
  const mode = command === 'dev' ? 'dev' : 'start';
  const app = startNext([mode, '--hostname', HOST, '--port', `${settings.port}`], env);
  const ended = Promise.race([app.then(() => 'Next ended'), engines.died]);
  const reason = await Promise.race([ended, warmPages(settings.port)]);
  if (reason === undefined) console.log(banner(settings, engines, origin));
  throw new LocalFailure(`${await ended}, so everything else is stopped too.`);
}

/** Returns the exit of Next, once its last errors are printed too. */
async function startNext(args: string[], env: NodeJS.ProcessEnv): Promise<number | NodeJS.Signals> {
  const next = startTied(process.execPath, [nextProgram, ...args], {
    env,
    output: 'inherit',
    errors: 'pipe',
  });
  running.unshift(next);
  if (!next.child.stderr) return next.exited;
  const filter = middlewareWarningFilter();
  const errors = createInterface(next.child.stderr);
  errors.on('line', (line) => {
    for (const printed of filter(line)) console.error(printed);
  });
  const printed = once(errors, 'close');
  const code = await next.exited;
  // A process that Next has left behind may keep the pipe open.
  await Promise.race([printed, delay(1000)]);
  return code;
}

/** The environment that is set wins, except for keys: `settings` has those of the engines. */
function appEnvironment(
  command: 'dev' | 'demo',
  settings: LocalSettings,
  origin: string,
): NodeJS.ProcessEnv {
  const given = process.env;
  const env = {
    ...given,
    NODE_ENV: command === 'dev' ? ('development' as const) : ('production' as const),
    PORT: `${settings.port}`,
    HOSTNAME: HOST,
    NEXTAUTH_URL: given.NEXTAUTH_URL || origin,
    NEXTAUTH_SECRET: given.NEXTAUTH_SECRET || sessionSecret(settings.dataDir),
    ERASURE_SIGNING_KEY: given.ERASURE_SIGNING_KEY || erasureKey(),
    LOCAL_SIGN_IN: given.LOCAL_SIGN_IN || 'true',
    NEXT_TELEMETRY_DISABLED: '1',
  };
  if (env.LOCAL_SIGN_IN === 'true' && !isLoopback(env.NEXTAUTH_URL)) {
    throw new LocalFailure(
      `Signing in by password is for this machine alone, but NEXTAUTH_URL is ${env.NEXTAUTH_URL}: unset it, or set LOCAL_SIGN_IN to false.`,
    );
  }
  return env;
}

/** Created once, so that sessions survive a restart. */
function sessionSecret(dataDir: string): string {
  mkdirSync(dataDir, { recursive: true });
  const file = join(dataDir, 'session-secret');
  try {
    writeFileSync(file, randomBytes(32).toString('base64'), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return readFileSync(file, 'utf8');
}

/** Created at each start, since certificates of demo agents are worth nothing. */
function erasureKey(): string {
  const { privateKey } = generateKeyPairSync('ed25519');
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

function banner(settings: LocalSettings, engines: Engines, origin: string): string {
  const { bucket, usersTable, imagesTable, rateLimitsTable, region, credentials } = settings;
  return [
    '',
    `  Profile   ${origin}/profile`,
    `  Sign in   ${DEMO_AGENTS.map((agent) => agent.email).join(' or ')}, password ${DEMO_PASSWORD}`,
    `  S3        ${engines.s3Endpoint} (${engines.s3Name}), bucket ${bucket}`,
    `  DynamoDB  ${engines.dynamoDbEndpoint} (${engines.dynamoDbName}), tables ${usersTable}, ${imagesTable}, ${rateLimitsTable}`,
    `  Keys      region ${region}, access key ${credentials.accessKeyId}`,
    `  Data      ${settings.dataDir}`,
    '  Ctrl-C stops all of it.',
    '',
  ].join('\n');
}

let leaving = false;
async function leave(code: number): Promise<void> {
  if (leaving) return;
  leaving = true;
  for (const part of running) await part.stop();
  process.exit(code);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => void leave(0));
}
onNpmGone(() => void leave(0));
run(process.argv[2]).catch((error) => {
  if (leaving) return;
  const isPlain = error instanceof LocalFailure || error instanceof EnvError;
  console.error(isPlain ? `\n${error.message}` : error);
  void leave(1);
});
