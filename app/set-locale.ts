'use server';
// Remembers the language a person chose, in a cookie of a year.
import { cookies } from 'next/headers';
import { isLocale, LOCALE_COOKIE } from '@/components/i18n/locale';

const YEAR_SECONDS = 365 * 24 * 60 * 60;

/** The form's `locale` becomes the language; anything else in it changes nothing. */
export async function setLocale(form: FormData): Promise<void> {
  const locale = form.get('locale');
  if (!isLocale(locale)) return;
  const jar = await cookies();
  jar.set(LOCALE_COOKIE, locale, {
    path: '/',
    maxAge: YEAR_SECONDS,
    sameSite: 'lax',
    httpOnly: true,
  });
}
