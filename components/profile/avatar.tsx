'use client';
// A person's photo in a circle: initials, over them the photo's blurred first sketch, over that the photo.
import { useEffect, useMemo, useRef, useState } from 'react';
import { thumbHashToDataURL } from 'thumbhash';
import type { ShownPhoto } from '@/lib/client/shown-photo';
import { useDecodedPhoto } from '@/lib/client/use-decoded-photo';

export type AvatarProps = {
  photo: ShownPhoto | null;
  initials: string;
  /** What it shows, in words; empty where the words stand beside it. */
  alt: string;
  /** The side in CSS pixels, of which `className` has to set the size as well. */
  size: number;
  className: string;
  onPhotoLoad?: () => void;
  onPhotoError?: () => void;
};

export function Avatar({
  photo,
  initials,
  alt,
  size,
  className,
  onPhotoLoad,
  onPhotoError,
}: AvatarProps) {
  const sizes = `${size}px`;
  const drawn = useDecodedPhoto(photo, sizes);
  const [loadedSrc, setLoadedSrc] = useState<string | null>(null);
  // Taken away under a photo that has loaded, since a photo may have holes to see it through.
  const isSketchNeeded = drawn !== null && loadedSrc === null;
  const sketch = useSketch(isSketchNeeded ? drawn.placeholder : null);
  const image = useRef<HTMLImageElement>(null);

  function loaded() {
    setLoadedSrc(drawn?.src ?? null);
    onPhotoLoad?.();
  }

  // What came of an image that the server's HTML had started to load before there was anyone to hear of it.
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, for what happened before
  useEffect(() => {
    if (!image.current?.complete) return;
    if (image.current.naturalWidth > 0) loaded();
    else onPhotoError?.();
  }, []);

  return (
    <span
      className={`relative grid shrink-0 place-items-center overflow-hidden rounded-full bg-accent-soft bg-cover font-semibold text-accent-ink ${className}`}
      style={sketch ? { backgroundImage: `url(${sketch})` } : undefined}
    >
      {drawn === null ? (
        <>
          <span aria-hidden="true">{initials}</span>
          {alt && <span className="sr-only">{alt}</span>}
        </>
      ) : (
        <img
          ref={image}
          src={drawn.src}
          srcSet={drawn.srcSet}
          sizes={drawn.srcSet ? sizes : undefined}
          alt={alt}
          width={size}
          height={size}
          decoding="sync"
          draggable={false}
          onLoad={loaded}
          onError={onPhotoError}
          className="absolute inset-0 size-full object-cover text-transparent"
        />
      )}
    </span>
  );
}

/** A thumbhash as the URL of a tiny picture; null if there is none, or it makes no sense. */
function useSketch(placeholder: string | null): string | null {
  return useMemo(() => {
    if (placeholder === null) return null;
    try {
      return thumbHashToDataURL(Uint8Array.from(atob(placeholder), (c) => c.charCodeAt(0)));
    } catch {
      return null;
    }
  }, [placeholder]);
}
