// Preloaded into dependency-cruiser, which makes swc parse TypeScript without JSX and so fails on the first `.tsx`.
import { createRequire } from 'node:module';

const swc = createRequire(import.meta.url)('@swc/core');
const { parseFileSync } = swc;
swc.parseFileSync = (path, options) =>
  parseFileSync(path, { ...options, tsx: path.endsWith('.tsx') });
