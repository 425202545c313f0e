// The log, as a port. The adapter is lib/server/telemetry/log.ts.

export interface Log {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
