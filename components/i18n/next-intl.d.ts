// Tells next-intl's types which languages and words there are, so that a wrong key is a type error.
import type { Messages as ProductMessages } from '../messages/es';
import type { Locale as ProductLocale } from './locale';

declare module 'use-intl/core' {
  interface AppConfig {
    Locale: ProductLocale;
    Messages: ProductMessages;
  }
}
