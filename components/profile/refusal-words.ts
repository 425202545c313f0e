// The texts for a file that cannot be used.

import { fill, formatSize } from '@/components/i18n/fill';
import type { Messages } from '@/components/messages/es';
import type { Refusal } from '@/lib/client/review-files';

type Words = Pick<Messages, 'refusal' | 'loading'>;

export function refusalTitle(refusal: Refusal, words: Words): string {
  switch (refusal.reason) {
    case 'not-loaded':
      return words.loading.failedTitle;
    case 'too-large':
      return words.refusal.tooLargeTitle;
    default:
      return words.refusal.title;
  }
}

export function refusalSentence(refusal: Refusal, words: Words, locale: string): string {
  switch (refusal.reason) {
    case 'none':
    case 'link':
      return words.refusal[refusal.reason];
    case 'many':
      return fill(words.refusal.many, { count: refusal.count });
    case 'too-large': {
      const { name, size } = refusal.file;
      return fill(words.refusal.tooLarge, { file: name, size: formatSize(size, locale) });
    }
    case 'not-loaded':
      return words.loading.failed;
    default:
      return fill(words.refusal[refusal.reason], { file: refusal.file.name });
  }
}
