// Structured logs: one JSON object a line on standard output, the sentence as `msg`.
import { type DestinationStream, pino } from 'pino';
import type { Log } from '@/lib/server/profile/ports';
import { requestContext } from './request-context';

/**
 * @param level the least level that is written; `silent` writes nothing
 * @param destination where the lines go: to standard output unless given
 */
export function jsonLog(level: string, destination: DestinationStream = pino.destination(1)): Log {
  return pino(
    {
      level,
      base: null,
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: describeError },
      mixin: requestContext,
      hooks: { streamWrite: withoutSecrets },
    },
    destination,
  );
}

/** An error as it may be logged: what it is and where it arose, and the same of its cause; no request, no headers. */
function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return { message: String(error) };
  return {
    name: error.name,
    message: error.message,
    stack: error.stack,
    ...(error.cause !== undefined && { cause: describeError(error.cause) }),
  };
}

/**
 * A line without what opens something, wherever it got it from: a presigned URL is as good as a key, so no URL keeps its
 * query; and a token is a token in whatever header or message it stands.
 */
function withoutSecrets(line: string): string {
  return line
    .replace(/(https?:\/\/[^\s?"'\\]+)\?[^\s"'\\]*/g, '$1?...')
    .replace(/(X-Amz-(?:Signature|Credential|Security-Token)=)[^&\s"'\\]+/gi, '$1...')
    .replace(/\b(Bearer) +[\w.~+/=-]+/gi, '$1 ...')
    .replace(/\beyJ[\w-]{8,}\.[\w.-]+/g, 'eyJ...');
}
