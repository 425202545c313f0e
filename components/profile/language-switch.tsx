// The switch between languages: a form that the server answers, so it works before any script has run.
import { LOCALE_NAMES, LOCALES, type Locale } from '../i18n/locale';

export function LanguageSwitch({
  locale,
  label,
  action,
}: {
  locale: Locale;
  label: string;
  /** Remembers the language that the form's `locale` names. */
  action: (form: FormData) => Promise<void>;
}) {
  return (
    <form action={action} aria-label={label} className="flex rounded-lg bg-sunken p-0.5">
      {LOCALES.map((each) => (
        <input
          key={each}
          type="submit"
          name="locale"
          value={each}
          lang={each}
          aria-pressed={each === locale}
          aria-label={LOCALE_NAMES[each]}
          className="min-h-8 cursor-pointer rounded-md px-2.5 text-xs font-semibold text-ink-soft uppercase hover:text-ink aria-pressed:bg-surface aria-pressed:text-ink aria-pressed:shadow-sm"
        />
      ))}
    </form>
  );
}
