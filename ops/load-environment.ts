// Every command imports this first: it loads the `.env` files that Next reads, without overriding variables that are set.
import nextEnv from '@next/env';
import { trimInPlace } from '@/lib/server/variables';

nextEnv.loadEnvConfig(process.cwd(), false, { info() {}, error: console.error });
trimInPlace(process.env);
