// What next-intl asks on each request: which language, and its words.
import { cookies, headers } from 'next/headers';
import { getRequestConfig } from 'next-intl/server';
import { en } from '../messages/en';
import { es } from '../messages/es';
import { chooseLocale, LOCALE_COOKIE } from './locale';

const MESSAGES = { es, en };

export default getRequestConfig(async () => {
  const [cookieStore, headerList] = await Promise.all([cookies(), headers()]);
  const chosen = cookieStore.get(LOCALE_COOKIE)?.value;
  const locale = chooseLocale(chosen, headerList.get('accept-language'));
  return { locale, messages: MESSAGES[locale], timeZone: 'UTC' };
});
