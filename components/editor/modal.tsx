// A dialog over the page: the browser's own, which keeps the focus inside and gives it back when it goes.
'use client';

import { type ReactNode, useId, useLayoutEffect, useRef } from 'react';

interface ModalProps {
  readonly title: string;
  /** Escape, or the browser's own way back. */
  readonly onCancel: () => void;
  readonly children: ReactNode;
  /** What stays in sight at the bottom: the buttons. */
  readonly footer: ReactNode;
  readonly wide?: boolean;
}

/** Nothing is blurred behind it: a blur is made anew for every frame of a gesture, and takes three frames' time. */
const FRAME =
  'backdrop:backdrop-blur-none m-0 h-dvh max-h-none w-full max-w-none bg-surface p-0 text-ink shadow-card open:flex forced-colors:border ' +
  'sm:m-auto sm:h-fit sm:max-h-[calc(100dvh-2rem)] sm:rounded-2xl overflow-hidden';

export function Modal({ title, onCancel, children, footer, wide = false }: ModalProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();

  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);

  return (
    <dialog
      ref={dialog}
      aria-labelledby={titleId}
      className={`${FRAME} ${wide ? 'sm:max-w-3xl' : 'sm:max-w-lg'}`}
      onCancel={(event) => {
        // A file input inside would say `cancel` too.
        if (event.target !== dialog.current) return;
        event.preventDefault();
        onCancel();
      }}
      onClose={() => {
        // Chromium closes it at the second Escape, whatever the first one was answered.
        if (!dialog.current?.open) onCancel();
      }}
    >
      <div className="flex min-h-0 w-full flex-col">
        <div className="min-h-0 grow overflow-y-auto overscroll-contain px-4 pt-4 pb-3 sm:px-6 sm:py-5">
          <h2 id={titleId} className="mb-3 text-lg font-semibold tracking-tight">
            {title}
          </h2>
          {children}
        </div>
        <div className="flex shrink-0 flex-wrap justify-end gap-2 border-t border-line px-4 py-3 sm:px-6">
          {footer}
        </div>
      </div>
    </dialog>
  );
}
