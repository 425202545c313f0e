// The texts for files that cannot be used.
import { fill } from '@/components/i18n/fill';
import type { Messages } from '@/components/messages/es';
import type { Refusal } from '@/lib/client/review-files';

export function refusalSentence(refusal: Refusal, words: Messages['refusal']): string {
  switch (refusal.reason) {
    case 'none':
    case 'link':
      return words[refusal.reason];
    case 'many':
      return fill(words.many, { count: refusal.count });
    default:
      return fill(words[refusal.reason], { file: refusal.file.name });
  }
}
