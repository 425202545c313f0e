'use client';
// Switches the language with a form, so that it works before hydration.
import { usePathname, useRouter, useSearchParams } from 'next/navigation';
import { type MouseEvent, useState } from 'react';
import { LOCALE_NAMES, LOCALES, type Locale } from '@/components/i18n/locale';

export function LanguageSwitch({
  locale,
  words,
}: {
  locale: Locale;
  words: { language: string; languageFailed: string };
}) {
  const from = `${usePathname()}?${useSearchParams()}`;
  const router = useRouter();
  const [hasFailed, setFailed] = useState(false);

  // After hydration, do not submit the form: that would end an upload and, offline, replace the page by an error.
  async function choose(event: MouseEvent, chosen: Locale) {
    event.preventDefault();
    setFailed(false);
    try {
      const answer = await fetch('/language', {
        method: 'POST',
        body: new URLSearchParams({ locale: chosen }),
        // It redirects to this page.
        redirect: 'manual',
      });
      if (answer.type === 'opaqueredirect') router.refresh();
      else setFailed(true);
    } catch {
      setFailed(true);
    }
  }

  return (
    <form
      action="/language"
      method="post"
      aria-label={words.language}
      className="relative flex rounded-lg bg-sunken p-0.5"
    >
      <input type="hidden" name="from" value={from} />
      {LOCALES.map((each) => (
        <input
          key={each}
          type="submit"
          name="locale"
          value={each}
          lang={each}
          onClick={(event) => void choose(event, each)}
          aria-pressed={each === locale}
          aria-label={LOCALE_NAMES[each]}
          className="min-h-8 cursor-pointer pointer-coarse:min-h-[44px] pointer-coarse:min-w-[44px] rounded-md px-[10px] text-xs font-semibold text-ink-soft uppercase hover:text-ink aria-pressed:bg-surface aria-pressed:text-ink aria-pressed:shadow-sm forced-colors:aria-pressed:outline"
        />
      ))}
      <p
        role="alert"
        className="z-10 rounded-lg max-sm:fixed max-sm:inset-x-4 max-sm:top-18 sm:absolute sm:top-full sm:right-0 sm:mt-2 sm:w-64 border border-line bg-danger-soft px-3 py-2 text-sm shadow-card empty:hidden"
      >
        {hasFailed && words.languageFailed}
      </p>
    </form>
  );
}
