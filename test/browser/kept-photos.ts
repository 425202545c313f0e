// What the browser keeps of a photo that has not arrived, for the next visit.
import type { Page } from 'playwright/test';

/** How many photos it keeps. */
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
