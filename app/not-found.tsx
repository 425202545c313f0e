// For addresses that lead nowhere.
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { buttonClass } from '@/components/ui/button';
import { MessagePage } from '@/components/ui/message-page';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('notFound');
  return { title: t('title') };
}

export default async function NotFound() {
  const t = await getTranslations('notFound');
  return (
    <MessagePage title={t('title')} lead={t('lead')}>
      <a href="/profile" className={buttonClass('primary')}>
        {t('action')}
      </a>
    </MessagePage>
  );
}
