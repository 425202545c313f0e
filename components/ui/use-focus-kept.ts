'use client';
// Moves the focus when the focused control disappears, or a dialog that cannot return the focus. Otherwise the browser would reset it to
// the top of the page.
import { type RefObject, useEffect, useRef } from 'react';

/** @param to returns what receives the focus when it is lost within `area` */
export function useFocusKept(
  area: RefObject<HTMLElement | null>,
  to: () => HTMLElement | null | undefined,
): void {
  const target = useRef(to);
  useEffect(() => {
    target.current = to;
  }, [to]);

  useEffect(() => {
    const element = area.current;
    if (!element) return;
    let focused: EventTarget | null = null;

    const onFocusIn = (event: FocusEvent) => {
      focused = event.target;
    };
    // If the user moved the focus, the element is still in the document. Check after the DOM has been updated.
    const onFocusOut = ({ target: left }: FocusEvent) =>
      queueMicrotask(() => {
        const isStill = left instanceof Node && left.isConnected;
        if (isStill && document.activeElement !== left && focused === left) focused = null;
      });
    const observer = new MutationObserver((records) => {
      const isGone = focused instanceof Node && !focused.isConnected;
      if (isGone) focused = null;
      if (!isGone && !records.some(removedDialog)) return;
      if (document.activeElement === document.body) target.current()?.focus();
    });

    element.addEventListener('focusin', onFocusIn);
    element.addEventListener('focusout', onFocusOut);
    observer.observe(element, { childList: true, subtree: true });
    return () => {
      element.removeEventListener('focusin', onFocusIn);
      element.removeEventListener('focusout', onFocusOut);
      observer.disconnect();
    };
  }, [area]);
}

function removedDialog({ removedNodes }: MutationRecord): boolean {
  return Array.from(removedNodes).some((node) => node instanceof HTMLDialogElement);
}
