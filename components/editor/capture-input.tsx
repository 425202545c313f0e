'use client';
// Opens a phone's own camera app and receives the picture.
import { type ReactNode, useId } from 'react';
import { buttonClass } from '@/components/ui/button';
import { FileInput } from '@/components/ui/file-input';
import { preloadEditor } from './load-editor';

interface Props {
  label: ReactNode;
  onFile: (file: File) => void;
  className?: string;
}

export function CaptureInput({ label, onFile, className = '' }: Props) {
  const id = useId();
  return (
    <label
      htmlFor={id}
      className={buttonClass(
        'secondary',
        `cursor-pointer has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent ${className}`,
      )}
    >
      {label}
      <FileInput
        id={id}
        accept="image/*"
        capture="user"
        className="sr-only"
        onClick={preloadEditor}
        onFiles={([file]) => file && onFile(file)}
      />
    </label>
  );
}
