// Finds all route handlers by scanning, so that tests cover new ones automatically.
import { readdirSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import type { Handler } from './agent';

/** The methods that a `route.ts` of Next may export. */
export const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

const API = resolve('app/api');

export interface Route {
  path: string;
  method: string;
  handler: Handler;
}

/** Returns each handler below app/api, with its method and path. */
export function findRoutes(): Route[] {
  return readdirSync(API, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('route.ts'))
    .flatMap((file) => {
      const path = `/api/${relative(API, join(API, file, '..'))}`;
      const handlers: Record<string, Handler> = require(join(API, file));
      return Object.entries(handlers).flatMap(([method, handler]) =>
        METHODS.includes(method) ? [{ path, method, handler }] : [],
      );
    });
}
