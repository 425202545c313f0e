// The camera of a phone: its own app opens, and a picture comes back.
'use client';

import { buttonClass } from '@/components/ui/button';

/** True where `capture` opens a camera: on phones and tablets. Elsewhere a browser would open a file dialog. */
export function hasCaptureCamera(): boolean {
  return window.matchMedia('(pointer: coarse) and (hover: none)').matches;
}

export function CaptureInput(props: {
  readonly label: React.ReactNode;
  readonly onFile: (file: File) => void;
  readonly className?: string;
}) {
  return (
    <label
      className={buttonClass(
        'secondary',
        `cursor-pointer has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent ${props.className ?? ''}`,
      )}
    >
      {props.label}
      <input
        type="file"
        accept="image/*"
        capture="user"
        className="sr-only"
        onChange={(event) => {
          const file = event.currentTarget.files?.[0];
          // So that the same picture can be taken twice.
          event.currentTarget.value = '';
          if (file) props.onFile(file);
        }}
      />
    </label>
  );
}
