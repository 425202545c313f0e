'use client';
// The earlier photos, each with its date; a click restores one.
import { fill, formatMoment } from '@/components/i18n/fill';
import type { Messages } from '@/components/messages/es';
import { Button } from '@/components/ui/button';
import { useImageHistory } from '@/lib/client/use-image-history';
import type { ImageHistoryItem } from '@/lib/shared/profile-schema';
import { Avatar } from './avatar';

interface Props {
  /** Says how long photos are kept. */
  lead: string;
  userId: string;
  /** False if no photo was ever replaced or removed. */
  hasEarlierPhotos: boolean;
  shownKey: string | null;
  isBusy: boolean;
  /** Shown if a thumbnail fails to load. */
  initials: string;
  words: Messages['history'];
  locale: string;
  onRestore: (key: string) => void;
}

export function PhotoHistory(props: Props) {
  const { lead, shownKey, isBusy, initials, words, locale, onRestore } = props;
  const history = useImageHistory(props.userId, shownKey, props.hasEarlierPhotos);
  const { photos, error, thumbnail } = history;
  const dates = datesOf(photos ?? [], locale);
  return (
    <div className="mt-6 border-t border-line pt-5">
      <h3 className="text-sm font-semibold">{words.title}</h3>
      <p className={`text-sm text-ink-soft ${photos?.length === 0 ? 'invisible' : ''}`}>{lead}</p>
      {/* Reserve the height of a row, so that nothing moves when the photos load. */}
      <div className="mt-3 flex min-h-32 items-center">
        {error && !photos ? (
          <p className="flex flex-wrap items-center gap-2 text-sm text-ink-soft">
            {words.failed}
            <Button look="quiet" onClick={history.reload}>
              {words.retry}
            </Button>
          </p>
        ) : photos?.length === 0 ? (
          <p className="text-sm text-ink-soft">{words.empty}</p>
        ) : (
          <ul className="grid w-full grid-cols-[repeat(auto-fill,minmax(min(100%,5.5rem),1fr))] gap-3">
            {photos?.map((photo, index) => {
              const label = fill(words.restore, { date: dates[index] });
              return (
                <li key={photo.key}>
                  <button
                    type="button"
                    aria-disabled={isBusy || undefined}
                    title={
                      photo.restorableUntil === null
                        ? undefined
                        : fill(words.until, { date: formatMoment(photo.restorableUntil, locale) })
                    }
                    aria-label={label}
                    onClick={isBusy ? undefined : () => onRestore(photo.key)}
                    className="group flex w-full flex-col items-center gap-1.5 rounded-lg p-1 text-center text-xs text-ink-soft hover:bg-sunken hover:text-ink aria-disabled:opacity-55"
                  >
                    <Avatar
                      key={thumbnail.attempt}
                      photo={{ src: photo.thumbnailUrl ?? '' }}
                      initials={initials}
                      alt=""
                      size={64}
                      className="size-16 ring-1 ring-line group-hover:ring-2 group-hover:ring-accent"
                      onPhotoError={thumbnail.photoFailed}
                    />
                    {dates[index]}
                  </button>
                </li>
              );
            })}
          </ul>
        )}
      </div>
      {history.hasMore && (
        <Button
          look="quiet"
          className="-ml-[17px] forced-colors:ml-0"
          aria-expanded={history.isAll}
          onClick={() => history.setAll(!history.isAll)}
        >
          {history.isAll ? words.fewer : words.all}
        </Button>
      )}
    </div>
  );
}

/** Formats the dates of the photos so that they differ. */
function datesOf(photos: ImageHistoryItem[], locale: string): string[] {
  const minutes = photos.map(({ issuedAt }) => formatMoment(issuedAt, locale));
  return photos.map(({ issuedAt }, index) => {
    const isShared = minutes.filter((minute) => minute === minutes[index]).length > 1;
    return formatMoment(issuedAt, locale, isShared);
  });
}
