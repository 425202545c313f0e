// The rate limiter, as a port. The adapter is lib/server/aws/dynamo-rate-limiter.ts.

export interface RateRule {
  name: string;
  /** Maximum number of requests per window. */
  limit: number;
  /** Length of a window, which starts with its first request. */
  seconds: number;
}

export interface Count {
  allowed: boolean;
  /** Remaining requests of the window. */
  remaining: number;
  /** Seconds until the window ends. */
  resetSeconds: number;
}

export interface RateLimiter {
  /**
   * Counts one request under all rules, or under none if it exceeds one of them. Calls that share a rule must have the same rules.
   * @returns for each rule whether the request is within it
   * @throws UnavailableError if it cannot be counted
   */
  count(rules: readonly RateRule[], subject: string): Promise<Count[]>;
  /**
   * Returns whether another request would be within a rule, by what this process saw last. It calls nothing, and counts nothing; other
   * processes may have counted more.
   */
  lastSeen(rule: RateRule, subject: string): Count;
}
