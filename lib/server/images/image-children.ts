// The pool of child processes that process images: starts them on demand, reuses them, and replaces those that
// end.

import { type ChildSource, ImageChild } from './image-child';
import type { ValidateImage } from './validated-image';

/** Idle timeout of a process, in milliseconds. The last one stays, since starting one takes 200 ms. */
const IDLE_TIMEOUT = 60_000;

/**
 * A process that uses more than this share of its memory limit is replaced after its image, so that the next image has enough.
 * After many photos of 12 megapixels a process uses a quarter.
 */
const MAX_KEPT_SHARE = 0.3;

interface ImageChildren {
  validateImage: ValidateImage;
  /** Ends all processes. */
  end(): Promise<void>;
}

const all = new Set<ImageChildren>();

/** Ends all image child processes of this process: for tests, which must not leave any behind. */
export async function endImageChildren(): Promise<void> {
  await Promise.all([...all].map((children) => children.end()));
}

/** Creates a pool with one process per concurrent call of `validateImage`: the caller limits the concurrency. */
export function imageChildren(source: ChildSource): ImageChildren {
  const running = new Set<ImageChild>();
  /** Ordered by last use; the most recent is last. */
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
    if (child.isAlive && child.memory <= MAX_KEPT_SHARE * source.limits.memory) {
      const timer = setTimeout(() => void endIdle(child), IDLE_TIMEOUT).unref();
      idle.push({ child, timer });
      return;
    }
    running.delete(child);
    // Wait for its end before starting another one, or both would use memory.
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
    async validateImage(bytes, contentType, variants) {
      const child = take();
      try {
        return await child.validate({ bytes, contentType, variants });
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
