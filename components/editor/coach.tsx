'use client';
// The coach: one line of advice about the photo under the circle. It blocks nothing.
import { useEffect, useRef, useState } from 'react';
import type { Messages } from '@/components/messages/es';
import { type Advice, advise } from '@/lib/client/images/coach';
import type { CropSquare } from '@/lib/client/images/crop-geometry';
import type { SeenFace } from '@/lib/client/images/faces/seen-face';

/** How long the crop must be unchanged, in milliseconds, before the advice appears. */
const REST = 500;

interface CoachProps {
  readonly words: Messages['coach'];
  readonly crop: CropSquare | null;
  /** Null while they are unknown: then there is no advice. */
  readonly faces: readonly SeenFace[] | null;
}

/** The advice appears once the crop rests, and disappears as soon as the crop follows it. Screen readers announce each advice once. */
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
