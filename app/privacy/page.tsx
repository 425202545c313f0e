// The app's own privacy notice, for deployments that set no PRIVACY_NOTICE_URL. It needs no session.
import type { Metadata } from 'next';
import { fill, formatDay, formatHours } from '@/components/i18n/fill';
import { requestLocale } from '@/components/i18n/request-locale';
import { privacyPage } from '@/components/messages/privacy-page';
import { app } from '@/lib/server/compose';
import { OWN_NOTICE_VERSION } from '@/lib/server/http/privacy-notice';

export async function generateMetadata(): Promise<Metadata> {
  return { title: privacyPage[await requestLocale()].title };
}

export default async function PrivacyPage() {
  const locale = await requestLocale();
  const { title, updated, sections } = privacyPage[locale];
  const time = formatHours(app().imageRetentionHours, locale);
  return (
    <main className="mx-auto max-w-2xl px-[16px] py-10 sm:px-6">
      <h1 className="text-2xl font-semibold tracking-tight">{title}</h1>
      <p className="mt-1 text-sm text-ink-soft">
        {fill(updated, { date: formatDay(OWN_NOTICE_VERSION, locale) })}
      </p>
      {sections.map((section) => (
        <section key={section.title} className="mt-6">
          <h2 className="font-semibold">{section.title}</h2>
          <p className="mt-1 text-pretty text-ink-soft">{fill(section.text, { time })}</p>
        </section>
      ))}
    </main>
  );
}
