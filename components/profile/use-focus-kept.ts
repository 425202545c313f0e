'use client';
// Moves the focus when the focused control disappears. Otherwise the browser resets it to the top of the page.
import { type RefObject, useEffect } from 'react';

/** @param to receives the focus when it is lost within `area` */
export function useFocusKept(
  area: RefObject<HTMLElement | null>,
  to: RefObject<HTMLElement | null>,
): void {
  useEffect(() => {
    const element = area.current;
    if (!element) return;
    let focused: EventTarget | null = null;

    const onFocusIn = (event: FocusEvent) => {
      focused = event.target;
    };
    // If the user moved the focus, the element is still in the document. Check after the DOM has been updated.
    const onFocusOut = ({ target }: FocusEvent) =>
      queueMicrotask(() => {
        const isStill = target instanceof Node && target.isConnected;
        if (isStill && document.activeElement !== target && focused === target) focused = null;
      });
    const observer = new MutationObserver(() => {
      if (!(focused instanceof Node) || focused.isConnected) return;
      focused = null;
      if (document.activeElement === document.body) to.current?.focus();
    });

    element.addEventListener('focusin', onFocusIn);
    element.addEventListener('focusout', onFocusOut);
    observer.observe(element, { childList: true, subtree: true });
    return () => {
      element.removeEventListener('focusin', onFocusIn);
      element.removeEventListener('focusout', onFocusOut);
      observer.disconnect();
    };
  }, [area, to]);
}
