// Stubs of the browser APIs that the editor uses and jsdom lacks.

/**
 * Adds modal dialogs, pointer events, object URLs, a ResizeObserver that never fires, and media queries that all match, as for a user
 * who prefers reduced motion. Call it before rendering.
 */
export function fillJsdomGaps(): void {
  Object.assign(HTMLDialogElement.prototype, {
    showModal(this: HTMLDialogElement) {
      this.open = true;
    },
    close(this: HTMLDialogElement) {
      this.open = false;
    },
  });
  let urls = 0;
  Object.assign(URL, {
    createObjectURL() {
      urls += 1;
      return `blob:test/${urls}`;
    },
    revokeObjectURL() {},
  });
  Object.assign(HTMLElement.prototype, { setPointerCapture: () => {} });
  Object.assign(globalThis, {
    PointerEvent: class extends MouseEvent {
      readonly pointerId: number;

      constructor(type: string, init: PointerEventInit = {}) {
        super(type, init);
        this.pointerId = init.pointerId ?? 0;
      }
    },
    ResizeObserver: class {
      observe() {}
      disconnect() {}
    },
    matchMedia: () => ({ matches: true }),
  });
}

/** Gives every element a bounding box: jsdom has no layout. */
export function placeElements(box: { left: number; top: number; side: number }): void {
  const { left, top, side } = box;
  jest
    .spyOn(Element.prototype, 'getBoundingClientRect')
    .mockReturnValue({ left, top, width: side, height: side } as DOMRect);
  jest.spyOn(Element.prototype, 'clientWidth', 'get').mockReturnValue(side);
}

/** A promise that the test resolves or rejects. */
export function deferred<T>() {
  let resolve: (value: T) => void = () => {};
  let reject: (reason: Error) => void = () => {};
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}
