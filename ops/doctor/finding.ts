// What a check found: one line of the report.

export type Status = 'ok' | 'wrong' | 'unknown';

export interface Finding {
  /** Stable, for scripts: `cors.if-none-match`. */
  check: string;
  status: Status;
  /** What was seen. */
  detail: string;
  /** Why that is wrong, or why nothing could be told. */
  cause?: string;
  /** What mends it, as a command to paste. */
  fix?: string;
}

/** Findings one by one, each once it is known; then what later checks have to know. */
export type Findings<Result = void> = AsyncGenerator<Finding, Result, void>;

export function ok(check: string, detail: string): Finding {
  return { check, status: 'ok', detail };
}

export function wrong(check: string, detail: string, cause: string, fix: string): Finding {
  return { check, status: 'wrong', detail, cause, fix };
}

export function unknown(check: string, detail: string, cause?: string): Finding {
  return { check, status: 'unknown', detail, ...(cause !== undefined && { cause }) };
}

/** The checks that mean nothing until another one is mended. */
export function blocked(checks: readonly string[], by: string): Finding[] {
  return checks.map((check) => unknown(check, `not tried: mend ${by} first`));
}

/** The first of some findings that is wrong, by its check. */
export function firstWrong(findings: readonly Finding[]): string | undefined {
  return findings.find(({ status }) => status === 'wrong')?.check;
}
