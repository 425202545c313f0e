// Imported first by every command: reads the `.env` files that Next reads, without overriding what is set.
import nextEnv from '@next/env';

nextEnv.loadEnvConfig(process.cwd(), false, { info() {}, error: console.error });
