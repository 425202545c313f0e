'use client';
// A person's photo in a circle: initials or a blurred first sketch, over that the photo. Initials alone where it cannot be had.
import { useEffect, useRef, useState } from 'react';
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
  const [failedSrc, setFailedSrc] = useState<string | null>(null);
  const isShown = drawn !== null && drawn.src !== failedSrc;
  // Taken away under a photo that has loaded, since a photo may have holes to see it through.
  const isLoading = isShown && loadedSrc === null;
  const sketch = isLoading ? drawn.sketch : null;
  const image = useRef<HTMLImageElement>(null);

  function loaded() {
    setLoadedSrc(drawn?.src ?? null);
    onPhotoLoad?.();
  }

  function failed() {
    setFailedSrc(drawn?.src ?? null);
    onPhotoError?.();
  }

  // What came of an image that the server's HTML had started to load before there was anyone to hear of it.
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, for what happened before
  useEffect(() => {
    if (!image.current?.complete) return;
    if (image.current.naturalWidth > 0) loaded();
    else failed();
  }, []);

  return (
    <span
      className={`relative grid shrink-0 place-items-center overflow-hidden rounded-full bg-accent-soft bg-cover font-semibold text-accent-ink ${className}`}
      style={sketch ? { backgroundImage: `url(${sketch})` } : undefined}
    >
      {(!isShown || (isLoading && !sketch)) && <span aria-hidden="true">{initials}</span>}
      {!isShown && alt && <span className="sr-only">{alt}</span>}
      {isShown && (
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
          onError={failed}
          className="absolute inset-0 size-full object-cover text-transparent"
        />
      )}
    </span>
  );
}
