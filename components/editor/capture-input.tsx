'use client';
// Opens a phone's own camera app and receives the picture.
import { buttonClass } from '@/components/ui/button';

/** True on phones and tablets, where `capture` opens a camera. Elsewhere browsers open a file dialog. */
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
          // Allow choosing the same file twice.
          event.currentTarget.value = '';
          if (file) props.onFile(file);
        }}
      />
    </label>
  );
}
