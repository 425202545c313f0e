'use client';
// A native file input. It works before hydration: files that were chosen before are handled once the page is interactive.
import { type ComponentProps, useEffect, useRef } from 'react';

type Props = Omit<ComponentProps<'input'>, 'type' | 'onChange'> & {
  /** Receives the files of each choice, also if the same file is chosen again. */
  onFiles: (files: File[]) => void;
};

/** Pictures. Systems that do not know HEIC as a picture need the extensions. */
const PICTURES = 'image/*,.heic,.heif';

export function FileInput({ onFiles, accept = PICTURES, ...input }: Props) {
  const element = useRef<HTMLInputElement>(null);

  function takeFiles() {
    const files = Array.from(element.current?.files ?? []);
    // A second choice of the same file would fire no event.
    if (element.current) element.current.value = '';
    if (files.length > 0) onFiles(files);
  }

  // biome-ignore lint/correctness/useExhaustiveDependencies: runs once, for a choice before hydration
  useEffect(takeFiles, []);

  return (
    <input
      {...input}
      ref={element}
      type="file"
      accept={accept}
      // Browsers would restore an earlier choice when the page is restored.
      autoComplete="off"
      onChange={takeFiles}
    />
  );
}
