'use client';
// One line under the circle, when something about the photo is worth saying. It never blocks.
import { useEffect, useRef, useState } from 'react';
import type { Messages } from '@/components/messages/es';
import { type Advice, advise } from '@/lib/client/images/coach';
import type { CropSquare } from '@/lib/client/images/crop-geometry';
import type { SeenFace } from '@/lib/client/images/faces/seen-face';

/** For how long the crop rests, in milliseconds, before the coach speaks. */
const REST = 500;

interface CoachProps {
  readonly words: Messages['coach'];
  readonly crop: CropSquare | null;
  /** Null while they are unknown: then there is nothing to say. */
  readonly faces: readonly SeenFace[] | null;
}

/** The line appears when the crop rests, and goes at once when the crop mends it. Screen readers speak each advice once. */
export function Coach({ words, crop, faces }: CoachProps) {
  const advice = crop && faces ? advise(crop, faces) : null;
  const [rested, setRested] = useState<Advice | null>(null);
  const [spoken, setSpoken] = useState<Advice | null>(null);
  const said = useRef(new Set<Advice>());

  // biome-ignore lint/correctness/useExhaustiveDependencies: another crop starts the rest again
  useEffect(() => {
    const timer = setTimeout(() => {
      setRested(advice);
      if (!advice || said.current.has(advice)) return setSpoken(null);
      said.current.add(advice);
      setSpoken(advice);
    }, REST);
    return () => clearTimeout(timer);
  }, [advice, crop]);

  return (
    <>
      <p className="min-h-5 text-center text-sm text-pretty text-ink">
        {advice && advice === rested ? words[advice] : ''}
      </p>
      <p role="status" className="sr-only">
        {spoken && spoken === advice ? words[spoken] : ''}
      </p>
    </>
  );
}
