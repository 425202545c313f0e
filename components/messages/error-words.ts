// The texts of the error page, which the browser needs before anything fails. A separate file keeps the other texts out of that
// bundle.

import { isLocale, type Locale } from '@/components/i18n/locale';

interface ErrorWords {
  title: string;
  lead: string;
  action: string;
}

const WORDS: Record<Locale, ErrorWords> = {
  es: {
    title: 'Algo ha fallado',
    lead: 'No es culpa tuya. Vuelve a intentarlo; si sigue igual, avisa a tu administrador.',
    action: 'Reintentar',
  },
  en: {
    title: 'Something went wrong',
    lead: 'It is not your fault. Try again; if it stays like this, tell your administrator.',
    action: 'Try again',
  },
};

/** The texts in a language; in Spanish if the language is not supported. */
export function errorWords(language: string): ErrorWords {
  return WORDS[isLocale(language) ? language : 'es'];
}
