// The deadline of a request, which the page must know: it may not give up on a call before the server does.
import { env } from '@/lib/server/env';

/** Returns the deadline in milliseconds. */
export function requestTimeout(): number {
  return env().requestTimeout;
}
