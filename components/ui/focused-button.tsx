'use client';
// The default button of a dialog.
import { type ReactNode, useEffect, useRef } from 'react';
import { Button } from '@/components/ui/button';

/** Takes the focus when it appears. */
export function FocusedButton({ onClick, children }: { onClick: () => void; children: ReactNode }) {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => button.current?.focus(), []);
  return (
    <Button ref={button} onClick={onClick}>
      {children}
    </Button>
  );
}
