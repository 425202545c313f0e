// The child processes of this server that handle images: started when they are needed, kept while they are used, replaced
// when they end.
import type { ProveImage } from '@/lib/server/profile/ports';
import { type ChildSource, ImageChild } from './image-child';

/** How long a process stays without work, in milliseconds. The last one stays: starting one takes 200. */
const IDLE_TIME = 60_000;

/**
 * A process that holds more than this share of its limit is replaced after its image, so that the next one has the rest for itself.
 * After many photos of 12 megapixels a process holds a quarter.
 */
const KEPT_SHARE = 0.3;

export interface ImageChildren {
  proveImage: ProveImage;
  /** Ends all processes. */
  end(): Promise<void>;
}

const all = new Set<ImageChildren>();

/** Ends the processes of everything that this process has composed: for tests, which must leave nothing behind. */
export async function endImageChildren(): Promise<void> {
  await Promise.all([...all].map((children) => children.end()));
}

/** As many processes as `proveImage` is called at once: whoever calls it limits that. */
export function imageChildren(source: ChildSource): ImageChildren {
  const running = new Set<ImageChild>();
  /** The one used last is the last. */
  const idle: { child: ImageChild; timer: NodeJS.Timeout }[] = [];

  function take(): ImageChild {
    for (let last = idle.pop(); last; last = idle.pop()) {
      clearTimeout(last.timer);
      if (last.child.isAlive) return last.child;
      running.delete(last.child);
    }
    const child = new ImageChild(source);
    running.add(child);
    return child;
  }

  async function giveBack(child: ImageChild): Promise<void> {
    if (child.isAlive && child.memory <= KEPT_SHARE * source.limits.memory) {
      const timer = setTimeout(() => void endIdle(child), IDLE_TIME).unref();
      idle.push({ child, timer });
      return;
    }
    running.delete(child);
    // Not before it is gone may another one start, or there would be the memory of two.
    await child.end();
  }

  async function endIdle(child: ImageChild): Promise<void> {
    const at = idle.findIndex((one) => one.child === child);
    if (at === -1 || idle.length === 1) return;
    idle.splice(at, 1);
    running.delete(child);
    await child.end();
  }

  const children: ImageChildren = {
    async proveImage(bytes, contentType, variants) {
      const child = take();
      try {
        return await child.prove({ bytes, contentType, variants });
      } finally {
        await giveBack(child);
      }
    },
    async end() {
      for (const { timer } of idle.splice(0)) clearTimeout(timer);
      await Promise.all([...running].map((child) => child.end()));
      running.clear();
    },
  };
  all.add(children);
  return children;
}
