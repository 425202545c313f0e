// The result of a check: one line of the report.

export type Status = 'ok' | 'wrong' | 'unknown';

export interface Finding {
  /** Stable, for scripts: `cors.if-none-match`. */
  check: string;
  status: Status;
  /** What the check saw. */
  detail: string;
  /** Why it is wrong, or why the check could not tell. */
  cause?: string;
  /** A command that fixes it. */
  fix?: string;
}

/** Yields findings as they become known; returns what later checks need. */
export type Findings<Result = void> = AsyncGenerator<Finding, Result, void>;

/** A check that passed. */
export function ok(check: string, detail: string): Finding {
  return { check, status: 'ok', detail };
}

/** A check that failed, with its cause and a command that fixes it. */
export function wrong(check: string, detail: string, cause: string, fix: string): Finding {
  return { check, status: 'wrong', detail, cause, fix };
}

/** A check without a result. */
export function unknown(check: string, detail: string, cause?: string): Finding {
  return { check, status: 'unknown', detail, ...(cause !== undefined && { cause }) };
}

/** The findings of checks that are skipped until another check is fixed. */
export function blocked(checks: readonly string[], by: string): Finding[] {
  return checks.map((check) => unknown(check, `skipped: fix ${by} first`));
}

/** The first check that is wrong. */
export function firstWrong(findings: readonly Finding[]): string | undefined {
  return findings.find(({ status }) => status === 'wrong')?.check;
}
