// The sign-in page. A user who is signed in already is redirected to their profile.
import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { LanguageSwitch } from '@/components/i18n/language-switch';
import { requestLocale, requestWords } from '@/components/i18n/request-locale';
import { ProviderButton } from '@/components/sign-in/provider-button';
import { SignInForm } from '@/components/sign-in/sign-in-form';
import { Notice } from '@/components/ui/notice';
import { ProductMark } from '@/components/ui/product-mark';
import { signInMethods } from '@/lib/server/auth/options';
import { currentCaller } from '@/lib/server/auth/session';
import { isStillSignedIn } from '@/lib/server/auth/still-signed-in';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await requestWords()).signIn.title };
}

export default async function SignInPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const [{ callbackUrl, error }, caller, locale, words] = await Promise.all([
    searchParams,
    currentCaller(),
    requestLocale(),
    requestWords(),
  ]);
  // A session that was ended elsewhere still has its cookie. If the check fails, show the form.
  if (caller && (await isStillSignedIn(caller, false))) redirect('/profile');
  const ways = signInMethods();
  const next = { callbackUrl: typeof callbackUrl === 'string' ? callbackUrl : null };
  return (
    <main className="mx-auto flex min-h-dvh w-full max-w-sm flex-col justify-center gap-8 px-4 py-10">
      <div className="flex flex-wrap items-center justify-between gap-x-3 gap-y-2">
        <span className="flex items-center gap-2.5">
          <ProductMark className="size-8" />
          <span className="text-lg font-semibold tracking-tight">{words.product.name}</span>
        </span>
        <LanguageSwitch locale={locale} words={words.header} />
      </div>
      <div className="flex flex-col gap-6 rounded-2xl border border-line bg-surface p-6 shadow-card">
        <div>
          <h1 className="text-xl font-semibold tracking-tight">{words.signIn.title}</h1>
          <p className="mt-1 text-sm text-ink-soft">{words.signIn.lead}</p>
        </div>
        {error === 'SessionRequired' && <Notice tone="wait">{words.signIn.ended}</Notice>}
        {error && error !== 'SessionRequired' && <Notice tone="bad">{words.signIn.failed}</Notice>}
        {ways.provider && <ProviderButton {...next} words={words.signIn} />}
        {ways.password && <SignInForm {...next} words={words.signIn} />}
      </div>
    </main>
  );
}
