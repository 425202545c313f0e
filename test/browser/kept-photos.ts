// The photos that the browser keeps for the next visit until they are uploaded.
import type { Page } from 'playwright/test';

/** The number of kept photos. */
export function keptPhotos(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve, reject) => {
        const opening = indexedDB.open('polizalab-profile', 1);
        opening.onupgradeneeded = () => opening.result.createObjectStore('kept-photo');
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const count = opening.result.transaction('kept-photo').objectStore('kept-photo').count();
          count.onsuccess = () => {
            opening.result.close();
            resolve(count.result);
          };
        };
      }),
  );
}
