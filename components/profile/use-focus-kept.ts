'use client';
// For those who work the page by keyboard: when the control that has the focus goes away, the focus goes to another one. Left to
// the browser it would fall to the top of the page.
import { type RefObject, useEffect } from 'react';

/** @param to what has the focus instead, if it is lost within `area` */
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
    // Put down by the person, not taken from them: then it stands on the page still. Asked once that has been decided.
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
