'use client';
// Finds the faces of an opened photo, and frames the first.
import { useEffect, useState } from 'react';
import type { CropAction } from '@/lib/client/images/crop-state';
import type { SeenFace } from '@/lib/client/images/faces/seen-face';
import { frameFace } from '@/lib/client/images/frame-face';
import type { OpenPhoto } from '@/lib/client/images/open-photo';

/**
 * Returns the faces; null until they are known, and if the browser cannot detect them. The search ends with the editor: the photo that
 * was framed is then encoded, and sent, in less time.
 */
export function useFaces(
  photo: OpenPhoto | null,
  dispatch: (action: CropAction) => void,
): readonly SeenFace[] | null {
  const [faces, setFaces] = useState<readonly SeenFace[] | null>(null);
  useEffect(() => {
    const search = new AbortController();
    setFaces(null);
    void photo?.findFaces(search.signal).then((found) => {
      if (search.signal.aborted) return;
      setFaces(found);
      const face = found?.[0];
      if (face) dispatch({ type: 'found', frame: frameFace(photo, face) });
    });
    return () => search.abort();
  }, [photo, dispatch]);
  return faces;
}
