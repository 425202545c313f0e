// A modal dialog, by the browser's own <dialog>: it traps focus, closes on Escape and gives focus back.
import { type ReactNode, useId, useLayoutEffect, useRef } from 'react';

export function Dialog({
  title,
  onClose,
  className = '',
  children,
}: {
  title: string;
  /** Called on Escape; the owner then stops rendering the dialog. */
  onClose: () => void;
  className?: string;
  children: ReactNode;
}) {
  const element = useRef<HTMLDialogElement>(null);
  const id = useId();

  // Closed while it still stands on the page: only then does the browser give the focus back.
  useLayoutEffect(() => {
    const dialog = element.current;
    dialog?.showModal();
    return () => dialog?.close();
  }, []);

  return (
    <dialog
      ref={element}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClose={() => {
        // Chromium closes it at the second Escape, whatever the first one was answered.
        if (!element.current?.open) onClose();
      }}
      className={`m-auto w-[min(26rem,calc(100vw-2rem))] rounded-2xl border border-line bg-surface p-6 text-ink shadow-card ${className}`}
    >
      <h2 id={id} className="text-lg font-semibold tracking-tight">
        {title}
      </h2>
      {children}
    </dialog>
  );
}
