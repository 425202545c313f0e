// Structured logs: one JSON object per line on standard output, with the message in `msg`.
import { type DestinationStream, pino } from 'pino';
import type { Log } from '@/lib/server/shared/log';
import { requestContext } from '@/lib/server/shared/request-context';
import { hideLinkTokens } from './hide-link-tokens';

/**
 * @param level the minimum level; `silent` disables the log
 * @param destination defaults to standard output
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

/** Serializes an error for the log: name, message and stack, and the same of its cause; no request, no headers. */
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
 * Redacts secrets in a line, whatever their source: the query of every URL, since a presigned URL works like a password, and
 * tokens in any header, message or lasting link.
 */
function withoutSecrets(line: string): string {
  return hideLinkTokens(line)
    .replace(/(https?:\/\/[^\s?"'\\]+)\?[^\s"'\\]*/g, '$1?...')
    .replace(/(X-Amz-(?:Signature|Credential|Security-Token)=)[^&\s"'\\]+/gi, '$1...')
    .replace(/\b(Bearer) +[\w.~+/=-]+/gi, '$1 ...')
    .replace(/\beyJ[\w-]{8,}\.[\w.-]+/g, 'eyJ...');
}
