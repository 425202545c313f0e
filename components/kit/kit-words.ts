// The kit's sentence for an error.
import { apiErrorSentence } from '@/components/messages/api-error-sentence';
import type { Messages } from '@/components/messages/es';
import { ApiError } from '@/lib/client/api-error';

/** Rethrows an error that does not come from the API. */
export function kitFault(error: unknown, words: Messages['kit']): string {
  if (!(error instanceof ApiError)) throw error;
  return apiErrorSentence(error, words, { not_printable: words.notPrintable });
}
