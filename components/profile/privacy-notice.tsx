// Tells the user what their photo is used for before they give the first one, with a link to the whole notice.
import type { Messages } from '@/components/messages/es';

export function PrivacyNotice({ href, words }: { href: string; words: Messages['privacy'] }) {
  return (
    <p className="mt-5 text-sm text-pretty text-ink-soft">
      {words.summary} {/* In this tab the browser would ask about unsaved names. */}
      <a
        href={href}
        target="_blank"
        rel="noopener"
        className="font-medium text-accent-ink underline"
      >
        {words.link}
      </a>
    </p>
  );
}
