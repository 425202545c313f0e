// The photo in a circle, which is the control that chooses a photo: by click, tap, Enter and drop.
import type { ReactNode } from 'react';
import { preloadEditor } from '@/components/editor/load-editor';
import { FileInput } from '@/components/ui/file-input';
import { UploadIcon } from '@/components/ui/icons';

interface Props {
  /** The id of the input, for the label that looks like a button. */
  id: string;
  label: string;
  onFiles: (files: File[]) => void;
  /** The photo and the progress of its upload. */
  children: ReactNode;
}

export function PhotoCircle({ id, label, onFiles, children }: Props) {
  return (
    <div className="group relative shrink-0 rounded-full">
      {children}
      <span
        aria-hidden="true"
        className="absolute -right-1 -bottom-1 grid size-[44px] place-items-center rounded-full border-4 border-surface bg-accent text-[18px] text-on-accent transition-colors group-hover:bg-accent-hover"
      >
        <UploadIcon />
      </span>
      {/* Over the photo, so that the browser itself takes a click or a drop before hydration. */}
      <FileInput
        id={id}
        aria-label={label}
        title={label}
        onClick={preloadEditor}
        onFiles={onFiles}
        className="peer absolute inset-0 size-full cursor-pointer rounded-full text-[0] opacity-0"
      />
      <span className="pointer-events-none absolute inset-0 rounded-full outline-offset-4 outline-accent peer-focus-visible:outline-3" />
    </div>
  );
}
