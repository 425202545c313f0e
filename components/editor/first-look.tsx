'use client';
// A first preview: the file as the browser renders it, upright and with the initial crop, until the editor has decoded it.
import { useLayoutEffect, useState } from 'react';
import { SHARE_ABOVE } from '@/lib/client/images/crop-geometry';
import { FRAME_SHARE } from './gestures';

export function FirstLook({ file }: { file: Blob }) {
  // Null for a file that the browser cannot show, such as a HEIC.
  const [url, setUrl] = useState<string | null>(null);
  useLayoutEffect(() => {
    const made = URL.createObjectURL(file);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [file]);
  if (url === null) return null;
  return (
    <img
      src={url}
      alt=""
      draggable={false}
      onError={() => setUrl(null)}
      style={{
        inset: `${((1 - FRAME_SHARE) / 2) * 100}%`,
        width: `${FRAME_SHARE * 100}%`,
        objectPosition: `50% ${SHARE_ABOVE * 100}%`,
      }}
      className="pointer-events-none absolute aspect-square object-cover"
    />
  );
}
