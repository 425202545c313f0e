// One decode at a time in a process: the memory that one may take is bounded, that of many at once would not be.
import { UnavailableError } from '@/lib/server/profile/errors';

/** How many may wait for their turn. */
const MAX_WAITING = 4;

/** Runs one task after another, in the order they came. */
export class DecodeGate {
  private running = 0;
  private last: Promise<unknown> = Promise.resolve();

  /**
   * What the task comes to, once it had its turn.
   * @throws UnavailableError at once, if too many wait already
   */
  async run<T>(task: () => Promise<T>): Promise<T> {
    if (this.running > MAX_WAITING) throw new UnavailableError('too many images at once');
    this.running++;
    const turn = this.last.then(task);
    this.last = turn.then(
      () => this.running--,
      () => this.running--,
    );
    return turn;
  }
}
