// A text that screen readers announce when it changes.
import { useState } from 'react';

/**
 * Keep it mounted: screen readers announce changes only of an element that was there before.
 * @param about what the text is about: a new value announces the text again, even if it is the same
 */
export function LiveText({ about, text }: { about: unknown; text: string }) {
  const [known, setKnown] = useState({ about, count: 0 });
  if (about !== known.about) setKnown({ about, count: known.count + 1 });
  return (
    <span role="status">
      {/* A new element: screen readers do not repeat the same text in the same element. */}
      <span key={known.count}>{text}</span>
    </span>
  );
}
