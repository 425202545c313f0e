// Loaded before dependency-cruiser, which tells swc to read TypeScript but never JSX, and so stops at the first `.tsx`.
import { createRequire } from 'node:module';

const swc = createRequire(import.meta.url)('@swc/core');
const { parseFileSync } = swc;
swc.parseFileSync = (path, options) =>
  parseFileSync(path, { ...options, tsx: path.endsWith('.tsx') });
