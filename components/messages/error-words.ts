// The texts of the error page, which the browser needs before anything fails. A separate file keeps the other texts out of that
// bundle.

const WORDS = {
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

export function errorWords(language: string): (typeof WORDS)['es'] {
  return language === 'en' ? WORDS.en : WORDS.es;
}
