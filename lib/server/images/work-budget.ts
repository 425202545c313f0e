// Bounds the work of reading a file to a number of steps per byte.
import { RejectedImageError } from './rejected-image-error';

/** The worst case is 48, for a byte of lossless WebP: eight 1-bit codes, each followed by five that take no bits. */
const STEPS_PER_BYTE = 64;

/** Steps independent of the file size: the 25 prefix codes of a lossless WebP, with up to 2,328 symbols each. */
const FIXED_STEPS = 100_000;

/** Counts steps: one per byte or bit read, symbol decoded, or table entry built. */
export class WorkBudget {
  #spent = 0;
  /** Maximum steps for a file of this size. */
  readonly limit: number;

  /** @param bytes the size of the file */
  constructor(bytes: number) {
    this.limit = FIXED_STEPS + STEPS_PER_BYTE * bytes;
  }

  /** Steps spent so far. */
  get spent(): number {
    return this.#spent;
  }

  /** @throws RejectedImageError `too_complex` when the budget is exceeded */
  spend(steps: number): void {
    this.#spent += steps;
    if (this.#spent > this.limit)
      throw new RejectedImageError('too_complex', 'more steps than the budget');
  }
}
