// The page that the user's phone opens by the code on the desk. It needs no session, and shows nothing of the user before the code is
// opened.
import type { Metadata } from 'next';
import { requestWords } from '@/components/i18n/request-locale';
import { PhonePage } from '@/components/phone/phone-page';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await requestWords()).phone.pageTitle, robots: 'noindex' };
}

export default async function Page() {
  return <PhonePage words={await requestWords()} />;
}
