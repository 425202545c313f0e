// Keeps one photo's pixels on the page until the next one's are ready, so that nothing flickers in between.
import { useEffect, useState } from 'react';
import type { ShownPhoto } from './shown-photo';

/**
 * The photo to draw now. The first one is drawn at once; a later one only once the browser has decoded it, or at once where
 * there is none to leave standing or its bytes are here already.
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
    // What cannot be decoded is drawn all the same: the <img> then reports it to whoever can do something about it.
    image.decode().then(draw, draw);
    return () => {
      isCurrent = false;
    };
  }, [wanted, src, drawn, isAtHand, sizes]);

  if (isAtHand && wanted?.src !== drawn?.src) setDrawn(wanted);
  return isAtHand ? wanted : drawn;
}
