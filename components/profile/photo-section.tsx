'use client';
// The current photo, and the buttons to change it.
import type { ReactNode, Ref } from 'react';
import type { Messages } from '@/components/messages/es';
import { Button } from '@/components/ui/button';
import { UploadIcon } from '@/components/ui/icons';
import { ProgressRing } from '@/components/ui/progress-ring';
import { useHydrated } from '@/components/ui/use-hydrated';
import type { ProfileHandle } from '@/lib/client/use-profile';
import { Avatar, type AvatarProps } from './avatar';

interface Props {
  handle: ProfileHandle;
  avatar: Pick<AvatarProps, 'photo' | 'initials' | 'alt'>;
  /** Upload progress of the photo in the circle, from 0 to 1; null if the photo is the server's. */
  onItsWay: number | null;
  /** True if there is a photo, or an upload in progress. */
  hasPhoto: boolean;
  chooseButton: Ref<HTMLButtonElement>;
  words: Messages['photo'];
  onChoose: () => void;
  /** More buttons. */
  children: ReactNode;
}

export function PhotoSection(props: Props) {
  const { handle, avatar, onItsWay, hasPhoto, chooseButton, words, onChoose, children } = props;
  const isPreview = onItsWay !== null;
  const isHydrated = useHydrated();
  return (
    <div className="flex flex-wrap items-center justify-center gap-6 sm:gap-8">
      <div className="relative shrink-0">
        <Avatar
          key={handle.photo.attempt}
          {...avatar}
          size={144}
          className={`size-36 text-5xl tracking-tight ${avatar.photo ? '' : 'outline-2 outline-offset-4 outline-line-strong/60 outline-dashed'}`}
          onPhotoLoad={isPreview ? undefined : handle.photo.photoLoaded}
          onPhotoError={isPreview ? undefined : handle.photo.photoFailed}
        />
        {isPreview && (
          <>
            <ProgressRing fraction={onItsWay} />
            <span className="absolute -bottom-2 left-1/2 -translate-x-1/2 rounded-full bg-ink px-2.5 py-0.5 text-xs font-medium whitespace-nowrap text-page">
              {words.pending}
            </span>
          </>
        )}
      </div>
      <div className="flex min-w-0 flex-[1_1_17rem] flex-col items-center gap-4 text-center sm:items-start sm:text-left">
        <div>
          {/* Hidden on touch screens, which can neither drag nor paste. */}
          <p className="font-medium pointer-coarse:hidden">{words.drop}</p>
          <p className="text-sm text-ink-soft text-pretty">{words.hint}</p>
        </div>
        <div className="flex flex-wrap justify-center gap-2 sm:justify-start">
          <Button ref={chooseButton} disabled={!isHydrated} onClick={onChoose}>
            <UploadIcon />
            {hasPhoto ? words.replace : words.choose}
          </Button>
          {children}
        </div>
      </div>
    </div>
  );
}
