// What the kit says of an error.
import { fill } from '@/components/i18n/fill';
import type { Messages } from '@/components/messages/es';
import { ApiError } from '@/lib/client/api-error';

/** Throws what is no error of the API. */
export function kitFault(error: unknown, words: Messages['kit']): string {
  if (!(error instanceof ApiError)) throw error;
  switch (error.code) {
    case 'not_printable':
      return words.notPrintable;
    case 'network':
      return words.offline;
    case 'unauthenticated':
      return words.signedOut;
    case 'rate_limited':
      return fill(words.busy, { seconds: error.details.retryAfter ?? 60 });
    default:
      return words.failed;
  }
}
