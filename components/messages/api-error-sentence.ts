// The sentence for an error of the API, from the texts of the part of the page that made the call.
import { fill } from '@/components/i18n/fill';
import type { ApiError } from '@/lib/client/api-error';

interface ErrorTexts {
  offline: string;
  signedOut: string;
  /** May contain `{seconds}`. */
  busy: string;
  /** The text of `failed` is used without it. */
  unavailable?: string;
  failed: string;
}

/** @param own texts for further error codes */
export function apiErrorSentence(
  { code, details }: ApiError,
  words: ErrorTexts,
  own: Partial<Record<ApiError['code'], string>> = {},
): string {
  switch (code) {
    case 'network':
      return words.offline;
    case 'unauthenticated':
      return words.signedOut;
    case 'rate_limited':
      return fill(words.busy, { seconds: details.retryAfter ?? 60 });
    case 'unavailable':
      return words.unavailable ?? words.failed;
    default:
      return own[code] ?? words.failed;
  }
}
