'use client';
// A modal dialog on the browser's own <dialog>, which traps the focus, closes on Escape and returns the focus.
import { type ReactNode, useId, useLayoutEffect, useRef } from 'react';
import { useFocusKept } from './use-focus-kept';

interface DialogProps {
  title: string;
  /** Called on Escape. The owner then stops rendering the dialog. */
  onClose: () => void;
  children: ReactNode;
  /** The buttons, always in sight at the bottom. */
  footer: ReactNode;
  /** `small` is a card on every screen; the others fill a phone's screen. */
  size?: keyof typeof SIZES;
  className?: string;
}

/** No backdrop blur behind large dialogs: the browser redraws it for every frame of a gesture. */
const FULL_SCREEN_ON_PHONES =
  'backdrop:backdrop-blur-none m-0 h-dvh max-h-none w-full max-w-none ' +
  'sm:m-auto sm:h-fit sm:max-h-[calc(100dvh-2rem)] sm:rounded-2xl forced-colors:border ' +
  // A phone on its side.
  'sm:short:my-0 sm:short:h-dvh sm:short:max-h-none sm:short:rounded-none';

const SIZES = {
  small: {
    frame: 'm-auto w-[min(26rem,calc(100vw-2rem))] rounded-2xl border border-line',
    body: 'p-[24px] pb-0',
    footer: 'p-[24px]',
  },
  medium: {
    frame: `${FULL_SCREEN_ON_PHONES} sm:max-w-lg`,
    body: 'px-[16px] pt-[16px] pb-[12px] sm:px-[24px] sm:py-[20px]',
    footer: 'border-t border-line px-[16px] py-[12px] short:py-[6px] sm:px-[24px]',
  },
  large: {
    frame: `${FULL_SCREEN_ON_PHONES} sm:max-w-3xl`,
    body: 'px-[16px] pt-[16px] pb-[12px] sm:px-[24px] sm:py-[20px]',
    footer: 'border-t border-line px-[16px] py-[12px] short:py-[6px] sm:px-[24px]',
  },
};

export function Dialog(props: DialogProps) {
  const { title, onClose, children, footer, size = 'small', className = '' } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  const classes = SIZES[size];

  useFocusKept(dialog, () => dialog.current);

  // Close it while it is still in the document: only then does the browser return the focus.
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);

  return (
    <dialog
      ref={dialog}
      tabIndex={-1}
      aria-labelledby={titleId}
      onCancel={(event) => {
        // A file input inside fires `cancel` too, and it bubbles.
        if (event.target !== dialog.current) return;
        event.preventDefault();
        onClose();
      }}
      onClose={() => {
        // Chromium closes the dialog on a second Escape, even if the first one was prevented.
        if (!dialog.current?.open) onClose();
      }}
      className={`overflow-hidden bg-surface p-0 text-ink shadow-card open:flex ${classes.frame} ${className}`}
    >
      <div className="flex min-h-0 w-full flex-col">
        <div className={`min-h-0 grow overflow-y-auto overscroll-contain ${classes.body}`}>
          <h2 id={titleId} className="mb-3 text-lg font-semibold tracking-tight">
            {title}
          </h2>
          {children}
        </div>
        <div className={`flex shrink-0 flex-wrap justify-end gap-2 ${classes.footer}`}>
          {footer}
        </div>
      </div>
    </dialog>
  );
}
