// The profile page: session, use case, view.
import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { getLocale, getMessages, getTranslations } from 'next-intl/server';
import { formatHours } from '@/components/i18n/fill';
import { LanguageSwitch } from '@/components/profile/language-switch';
import { ProfileApp } from '@/components/profile/profile-app';
import { sketchOf } from '@/components/profile/sketch';
import { currentCaller } from '@/lib/server/auth/session';
import { app } from '@/lib/server/compose';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('profile');
  return { title: t('title') };
}

export default async function ProfilePage() {
  const caller = await currentCaller();
  if (caller === null) redirect('/sign-in?callbackUrl=/profile');
  const [profile, locale, words] = await Promise.all([
    app().forCaller(caller).readProfile(caller.userId),
    getLocale(),
    getMessages(),
  ]);
  // The user is gone, or has been signed out on every device: the cookie has to go too.
  if (profile === null) redirect('/sign-out?callbackUrl=/profile');
  return (
    // Of another person nothing may stay that the page knows.
    <ProfileApp
      key={profile.userId}
      rendered={profile}
      sketch={sketchOf(profile.profileImagePlaceholder)}
      keptFor={formatHours(app().imageRetentionHours, locale)}
      words={words}
      locale={locale}
      languageSwitch={<LanguageSwitch locale={locale} words={words.header} />}
    />
  );
}
