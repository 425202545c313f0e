// A live region: announces changes to screen readers.
import { type News, useNewest } from './use-newest';

/** Announces the newest message once. It is visually hidden. */
export function LiveRegion({ news }: { news: News[] }) {
  const { sentence, count } = useNewest(news);
  return (
    <div role="status" aria-live="polite" className="sr-only">
      {/* A new element: screen readers do not repeat the same text in the same element. */}
      <span key={count}>{sentence}</span>
    </div>
  );
}
