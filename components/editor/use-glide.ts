'use client';
// Animates the picture to a view that the user has not set by hand.
import { useLayoutEffect, useState } from 'react';
import type { CropView } from '@/lib/client/images/crop-geometry';
import type { CropState } from '@/lib/client/images/crop-state';
import { between } from '@/lib/client/images/glide';

const GLIDE_MS = 200;

/** Returns the view to draw. If the user prefers reduced motion, it is the view of the state without animation. */
export function useGlide({ view, glidesFrom }: CropState): CropView {
  const [progress, setProgress] = useState({ to: view, share: 1 });
  const glides = glidesFrom !== null && !prefersReducedMotion();
  useLayoutEffect(() => {
    if (!glides) return;
    let start: number | null = null;
    let frame = requestAnimationFrame(function step(now) {
      start ??= now;
      const share = Math.min(1, (now - start) / GLIDE_MS);
      setProgress({ to: view, share });
      if (share < 1) frame = requestAnimationFrame(step);
    });
    return () => cancelAnimationFrame(frame);
  }, [glides, view]);
  if (!glides) return view;
  return between(glidesFrom, view, progress.to === view ? progress.share : 0);
}

function prefersReducedMotion(): boolean {
  return window.matchMedia('(prefers-reduced-motion: reduce)').matches;
}
