// The `.env` files that Next reads, for what is started before Next.
import nextEnv from '@next/env';
import { trimInPlace } from '@/lib/server/variables';

/**
 * Adds what they say to `process.env`, without overriding what is set.
 * @param dev `.env.development` counts, and not `.env.production`
 */
export function loadEnvironment(dev: boolean): void {
  nextEnv.loadEnvConfig(process.cwd(), dev, { info() {}, error: console.error });
  trimInPlace(process.env);
}
