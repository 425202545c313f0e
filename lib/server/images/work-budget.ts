// Bounds the work of reading one file: so many steps for each of its bytes, and no more, whatever the file says.
import { RefusedImageError } from './refused-image-error';

/** The worst byte of a lossless WebP takes 48: eight codes of one bit, each with five that take none. */
const STEPS_PER_BYTE = 64;

/** For what does not grow with the file: the 25 prefix codes of a lossless WebP, of up to 2,328 symbols each. */
const FIXED_STEPS = 100_000;

/** Counts steps: one for each byte or bit looked at, symbol decoded, or entry of a table made. */
export class WorkBudget {
  #spent = 0;
  /** The most steps that a file of this size may take. */
  readonly limit: number;

  /** @param bytes the size of the file */
  constructor(bytes: number) {
    this.limit = FIXED_STEPS + STEPS_PER_BYTE * bytes;
  }

  /** The steps so far. */
  get spent(): number {
    return this.#spent;
  }

  /** @throws RefusedImageError `too_complex` once the budget is used up */
  spend(steps: number): void {
    this.#spent += steps;
    if (this.#spent > this.limit) throw new RefusedImageError('too_complex', 'too much to read');
  }
}
