// Imported first by every command: reads the `.env` files that Next reads, without overriding what is set.
import nextEnv from '@next/env';
import { trimInPlace } from '@/lib/server/variables';

nextEnv.loadEnvConfig(process.cwd(), false, { info() {}, error: console.error });
trimInPlace(process.env);
