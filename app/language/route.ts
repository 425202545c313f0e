// POST /language: stores the chosen language in a cookie for a year.
import { isLocale, LOCALE_COOKIE } from '@/components/i18n/locale';
import { formRoute } from '@/lib/server/http/form-route';

const YEAR_SECONDS = 365 * 24 * 60 * 60;

export const POST = formRoute('handle_language', (form) => {
  const locale = form.get('locale');
  return isLocale(locale) ? { name: LOCALE_COOKIE, value: locale, seconds: YEAR_SECONDS } : null;
});
