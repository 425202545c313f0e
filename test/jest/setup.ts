// Jest `globalSetup`: starts one set of engines for the whole run. The workers inherit the environment variables.
import { type EnginesProcess, startEnginesProcess } from '@/dev/engines-process';
import { TEST_SECRET } from '../run/find-secrets';

declare global {
  var testEngines: EnginesProcess | undefined;
}

export default async function setup(_: unknown, { rootDir }: { rootDir: string }): Promise<void> {
  globalThis.testEngines = await startEnginesProcess(['http://localhost:3000'], rootDir);
  Object.assign(process.env, globalThis.testEngines.env, {
    NEXTAUTH_URL: 'http://localhost:3000',
    HOSTNAME: '127.0.0.1',
    NEXTAUTH_SECRET: TEST_SECRET,
    LOCAL_SIGN_IN: 'true',
    // A busy machine responds late, which is not a fault of the app.
    AWS_TIMEOUT_SECONDS: '600',
    REQUEST_TIMEOUT_SECONDS: '600',
    LOG_LEVEL: process.env.LOG_LEVEL ?? 'silent',
  });
}
