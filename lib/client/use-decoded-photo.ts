// Keeps a photo on the page until the next one is decoded, so that nothing flickers.
import { useEffect, useState } from 'react';
import type { ShownPhoto } from './shown-photo';

/**
 * Returns the photo to draw now: the first at once, a later one once the browser has decoded it, or at once if no photo is shown or
 * its bytes are local.
 */
export function useDecodedPhoto(wanted: ShownPhoto | null, sizes: string): ShownPhoto | null {
  const [drawn, setDrawn] = useState(wanted);
  const src = wanted?.src;
  const isAtHand = wanted === null || drawn === null || /^(blob|data):/.test(wanted.src);

  useEffect(() => {
    if (!wanted || isAtHand || src === drawn?.src) return;
    let isCurrent = true;
    const draw = () => isCurrent && setDrawn(wanted);
    const image = new Image();
    image.sizes = sizes;
    if (wanted.srcSet) image.srcset = wanted.srcSet;
    image.src = wanted.src;
    // Draw it even if it cannot be decoded: the <img> then reports the error.
    image.decode().then(draw, draw);
    return () => {
      isCurrent = false;
    };
  }, [wanted, src, drawn, isAtHand, sizes]);

  if (isAtHand && wanted?.src !== drawn?.src) setDrawn(wanted);
  return isAtHand ? wanted : drawn;
}
