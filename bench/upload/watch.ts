// Runs in each page before its own scripts: measures the time from the choice of a file until the picture of the server is shown.

/**
 * Sets `window.shownAfter` to the time in milliseconds. A person would press "use photo" in the editor of this app; here it is pressed
 * in the first frame that has it, since the other uploaders have no editor.
 * @param use the text of that button
 * @param alt how the alternative text of the photo starts in this app
 */
export function watch({ use, alt }: { use: string; alt: string }): void {
  let start = 0;
  /** The photo of this app once it is the server's, or the image of pages/show.js. */
  const photo = () =>
    document.querySelector<HTMLImageElement>(
      `main img[alt^="${alt}"][src*="/profiles/"], img#shown`,
    );
  const pathOf = (image: HTMLImageElement | null) => image && new URL(image.src).pathname;

  document.addEventListener(
    'change',
    () => {
      start = performance.now();
      const before = pathOf(photo());
      let isUsed = false;
      const look = () => {
        const button = [...document.querySelectorAll('button')].find(
          ({ textContent, disabled }) => textContent?.trim() === use && !disabled,
        );
        if (button && !isUsed) {
          isUsed = true;
          button.click();
        }
        const image = photo();
        if (!image?.complete || pathOf(image) === before || image.naturalWidth === 0) {
          return requestAnimationFrame(look);
        }
        // The browser paints the frame after this callback, so the next task is the first moment after the paint.
        const channel = new MessageChannel();
        channel.port1.onmessage = () => {
          Object.assign(window, { shownAfter: performance.now() - start });
        };
        channel.port2.postMessage(null);
      };
      requestAnimationFrame(look);
    },
    { capture: true },
  );
}
