'use client';
// A photo in a circle, over initials or a blurred placeholder. Only the initials if the photo fails to load.
import { useEffect, useRef, useState } from 'react';
import type { ShownPhoto } from '@/lib/client/shown-photo';
import { useDecodedPhoto } from '@/lib/client/use-decoded-photo';

export interface AvatarProps {
  photo: ShownPhoto | null;
  initials: string;
  /** Alternative text; empty if the name stands beside the avatar. */
  alt: string;
  /** Side in CSS pixels; `className` must set the same size. */
  size: number;
  className: string;
  onPhotoLoad?: () => void;
  onPhotoError?: () => void;
}

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
  // Hide the placeholder once the photo has loaded: the photo may be transparent.
  const isLoading = isShown && loadedSrc === null;
  const placeholderUrl = isLoading ? drawn.placeholderUrl : null;
  const image = useRef<HTMLImageElement>(null);

  function loaded() {
    setLoadedSrc(drawn?.src ?? null);
    onPhotoLoad?.();
  }

  function failed() {
    setFailedSrc(drawn?.src ?? null);
    onPhotoError?.();
  }

  // The server-rendered <img> may have loaded or failed before hydration.
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs once, for events before hydration
  useEffect(() => {
    if (!image.current?.complete) return;
    if (image.current.naturalWidth > 0) loaded();
    else failed();
  }, []);

  return (
    <span
      className={`relative grid shrink-0 place-items-center overflow-hidden rounded-full bg-accent-soft bg-cover font-semibold text-accent-ink ${className}`}
      style={placeholderUrl ? { backgroundImage: `url(${placeholderUrl})` } : undefined}
    >
      {/* The server's graphemes can differ from those of an older browser. */}
      {(!isShown || (isLoading && !placeholderUrl)) && (
        <span aria-hidden="true" suppressHydrationWarning>
          {initials}
        </span>
      )}
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
