// Says to those who listen to the page what the others see change.
import { type News, useNewest } from './use-newest';

/** The newest is read out politely, once. It is not seen. */
export function LiveRegion({ news }: { news: News[] }) {
  const { sentence, count } = useNewest(news);
  return (
    <div role="status" aria-live="polite" className="sr-only">
      {/* A new element: the same words in the old one would not be read out again. */}
      <span key={count}>{sentence}</span>
    </div>
  );
}
