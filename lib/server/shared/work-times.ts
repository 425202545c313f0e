// How long the steps of the work on one image may take. All follow from how long a request may take, so that one setting gives a slow
// machine more time for each.

/** In milliseconds. */
export interface WorkTimes {
  /** Duration of a lease: while a process holds it, no other one works on the image. */
  lease: number;
  /** Minimum remaining time of the lease before writing: with less, another process could take over during the write. */
  reserve: number;
  /** Timeout of one write to S3. It is shorter than the reserve. */
  write: number;
  /**
   * How long starting a child process, and decoding an image in it, may each take: half of the lease, so that the objects can be
   * written within it.
   */
  decode: number;
  /** How long another request waits for the result of the lease holder. */
  wait: number;
}

/** A shorter deadline of requests does not make decoding or writing faster. */
const LEAST = 10_000;

/** @param requestTimeout the deadline of a request, in milliseconds */
export function workTimes(requestTimeout: number): WorkTimes {
  const unit = Math.max(requestTimeout, LEAST);
  return {
    lease: 3 * unit,
    reserve: unit,
    write: 0.8 * unit,
    decode: 1.5 * unit,
    wait: 0.5 * unit,
  };
}
