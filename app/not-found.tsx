// The 404 page.
import type { Metadata } from 'next';
import { requestWords } from '@/components/i18n/request-locale';
import { buttonClass } from '@/components/ui/button';
import { MessagePage } from '@/components/ui/message-page';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await requestWords()).notFound.title };
}

export default async function NotFound() {
  const { notFound } = await requestWords();
  return (
    <MessagePage title={notFound.title} lead={notFound.lead}>
      <a href="/profile" className={buttonClass('primary')}>
        {notFound.action}
      </a>
    </MessagePage>
  );
}
