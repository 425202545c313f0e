// The language of a request, and its words, for server components.
import { cookies, headers } from 'next/headers';
import { en } from '@/components/messages/en';
import { es, type Messages } from '@/components/messages/es';
import { chooseLocale, LOCALE_COOKIE, type Locale } from './locale';

const MESSAGES: Record<Locale, Messages> = { es, en };

/** The language that the user chose, or else the one their browser prefers. */
export async function requestLocale(): Promise<Locale> {
  const [cookieStore, headerList] = await Promise.all([cookies(), headers()]);
  return chooseLocale(cookieStore.get(LOCALE_COOKIE)?.value, headerList.get('accept-language'));
}

/** All words of the interface in that language. */
export async function requestWords(): Promise<Messages> {
  return MESSAGES[await requestLocale()];
}
