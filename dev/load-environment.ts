// Loads the `.env` files that Next reads, for processes that start before Next.
import nextEnv from '@next/env';
import { trimInPlace } from '@/lib/server/variables';

/**
 * Adds their variables to `process.env`, without overriding variables that are set.
 * @param dev true to read `.env.development`, false to read `.env.production`
 */
export function loadEnvironment(dev: boolean): void {
  nextEnv.loadEnvConfig(process.cwd(), dev, { info() {}, error: console.error });
  trimInPlace(process.env);
}
