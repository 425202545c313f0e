// Fault injection: the n-th call of any port fails. The ports are wrapped generically, so that new methods are
// covered too.

import type { Ports } from '@/lib/server/profile/ports';
import { UnavailableError } from '@/lib/server/shared/errors';
import type { MemoryPorts } from './memory-ports';

/** The kinds of faults: whether the call takes effect, and what the caller gets. */
export const CUTS = [
  'refused',
  'applied, but answered with an error',
  'timed out',
  'applied, but timed out',
  'timed out, and applied later',
  'killed before',
  'killed after',
] as const;
export type Cut = (typeof CUTS)[number];

/** How long the adapters wait for a service in total, including retries, in seconds. */
const TIMEOUT_SECONDS = 16;

export interface CutProcess {
  ports: Ports;
  /** The calls so far, in order. */
  calls: string[];
  /** Resolves when the process is killed. */
  killed: Promise<void>;
  /** Applies the call that was in flight when the caller timed out. */
  applyLate(): Promise<void>;
}

/** @param at the call to fail, counted from 0; none if there are fewer */
export function cutProcess(memory: MemoryPorts, at: number, cut: Cut): CutProcess {
  const calls: string[] = [];
  let late = async () => {};
  let kill = () => {};
  let dead = false;
  const killed = new Promise<void>((resolve) => {
    kill = () => {
      dead = true;
      resolve();
    };
  });
  const forEver = () => new Promise<never>(() => {});
  const failure = () => new UnavailableError('A service cannot answer now');

  async function injectFault<T>(name: string, call: () => Promise<T>): Promise<T> {
    if (dead) return forEver();
    const index = calls.push(name) - 1;
    if (index !== at) return call();
    switch (cut) {
      case 'refused':
        throw failure();
      case 'applied, but answered with an error':
        await call();
        throw failure();
      case 'timed out, and applied later':
        late = async () => void (await call().catch(() => {}));
        memory.clock.advance(TIMEOUT_SECONDS);
        throw failure();
      case 'timed out':
        memory.clock.advance(TIMEOUT_SECONDS);
        throw failure();
      case 'applied, but timed out':
        await call();
        memory.clock.advance(TIMEOUT_SECONDS);
        throw failure();
      case 'killed before':
        kill();
        return forEver();
      case 'killed after':
        await call();
        kill();
        return forEver();
    }
  }

  function wrap<Port extends object>(name: string, port: Port): Port {
    return new Proxy(port, {
      get(target, property) {
        const member: unknown = Reflect.get(target, property);
        if (typeof member !== 'function') return member;
        return (...args: unknown[]) =>
          injectFault(`${name}.${String(property)}`, async () =>
            Reflect.apply(member, target, args),
          );
      },
    });
  }

  const ports: Ports = {
    ...memory,
    store: wrap('store', memory.store),
    storage: wrap('storage', memory.storage),
    signer: wrap('signer', memory.signer),
    validateImage: (...upload) =>
      injectFault('validateImage', () => memory.validateImage(...upload)),
    clock: { ...memory.clock, sleep: (wait) => (dead ? forEver() : memory.clock.sleep(wait)) },
  };
  return { ports, calls, killed, applyLate: () => late() };
}
