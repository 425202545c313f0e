// The profile page: checks the session, reads the profile, renders it.
import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { formatHours } from '@/components/i18n/fill';
import { LanguageSwitch } from '@/components/i18n/language-switch';
import { requestLocale, requestWords } from '@/components/i18n/request-locale';
import { placeholderUrlOf } from '@/components/profile/placeholder-url';
import { ProfileApp } from '@/components/profile/profile-app';
import { currentCaller } from '@/lib/server/auth/session';
import { app } from '@/lib/server/compose';
import { bucketOrigin } from '@/lib/server/http/bucket-origin';
import { privacyNoticeUrl } from '@/lib/server/http/privacy-notice';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await requestWords()).profile.title };
}

export default async function ProfilePage() {
  const caller = await currentCaller();
  if (caller === null) redirect('/sign-in?callbackUrl=/profile');
  const [page, locale, words] = await Promise.all([
    app().forCaller(caller).readProfile(),
    requestLocale(),
    requestWords(),
  ]);
  // The user was deleted, or signed out on every device: clear the cookie too.
  if (page === null) redirect('/sign-out?callbackUrl=/profile');
  const { profile, hasEarlierPhotos } = page;
  return (
    <>
      {/* An upload then waits for no connection. It sends no cookies, so it uses a connection without credentials. */}
      <link rel="preconnect" href={bucketOrigin()} crossOrigin="anonymous" />
      {/* Remount for a new user, so that no state leaks between accounts. */}
      <ProfileApp
        key={profile.userId}
        rendered={profile}
        hasEarlierPhotos={hasEarlierPhotos}
        placeholderUrl={placeholderUrlOf(profile.profileImagePlaceholder)}
        privacyNotice={privacyNoticeUrl()}
        keptFor={formatHours(app().imageRetentionHours, locale)}
        words={words}
        locale={locale}
        // With a key: React's development build warns about an element without one if it arrives late.
        languageSwitch={<LanguageSwitch key="language" locale={locale} words={words.header} />}
      />
    </>
  );
}
