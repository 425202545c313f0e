'use client';
// The current photo, what happens to it, and the controls that change it.
import type { ReactNode } from 'react';
import type { Messages } from '@/components/messages/es';
import { buttonClass } from '@/components/ui/button';
import { UploadIcon } from '@/components/ui/icons';
import { ProgressRing } from '@/components/ui/progress-ring';
import type { UploadState } from '@/lib/client/upload/upload-state';
import type { ProfileHandle } from '@/lib/client/use-profile';
import { Avatar } from './avatar';
import { PhotoCircle } from './photo-circle';
import { isInProgress, type Portrait, progressOf } from './portrait';

/** The id of the control that chooses a photo. There is one on the page. */
export const CHOOSE_ID = 'choose-photo';

interface Props {
  handle: ProfileHandle;
  portrait: Portrait;
  state: UploadState;
  words: Pick<Messages, 'photo' | 'upload'>;
  onFiles: (files: File[]) => void;
  /** The notice beside the circle. */
  status: ReactNode;
  /** More buttons. */
  children: ReactNode;
}

export function PhotoSection(props: Props) {
  const { handle, portrait, state, words, onFiles, status, children } = props;
  const { current, isPreview, hasPhoto } = portrait;
  const label = hasPhoto ? words.photo.replace : words.photo.choose;
  return (
    <div className="@container">
      <div className="flex flex-col items-center gap-5 @lg:flex-row @lg:gap-8">
        <PhotoCircle id={CHOOSE_ID} label={label} onFiles={onFiles}>
          <Avatar
            key={handle.photo.attempt}
            {...current}
            size={144}
            className={`size-[144px] text-[48px] tracking-tight ${current.photo ? '' : 'outline-2 outline-offset-4 outline-line-strong/60 outline-dashed'}`}
            onPhotoLoad={isPreview ? undefined : handle.photo.photoLoaded}
            onPhotoError={isPreview ? undefined : handle.photo.photoFailed}
          />
          {isInProgress(state) && (
            <ProgressRing fraction={progressOf(state)} label={words.upload.progress} />
          )}
        </PhotoCircle>
        <div className="flex w-full min-w-0 flex-1 flex-col gap-4">
          {status}
          <div className="flex flex-wrap justify-center gap-2 @lg:justify-start">
            <label htmlFor={CHOOSE_ID} className={buttonClass('primary', 'cursor-pointer')}>
              <UploadIcon />
              {label}
            </label>
            {children}
          </div>
        </div>
      </div>
    </div>
  );
}
