// Predicates on the state of an image.
import type { ImageRecord, UserRecord } from './model';

/** True for the states from which the sweep may go to `deleting` once the image is due. */
export function isDisposable(state: ImageRecord['state']): boolean {
  return state === 'kept' || state === 'rejected' || state === 'superseded' || state === 'expired';
}

/** True for an image to process: an upload, or an imported legacy image. */
export function needsProcessing(image: ImageRecord): boolean {
  return image.state === 'issued' || (image.state === 'shown' && image.processed === null);
}

/** An upload is current while it is the newest request; an imported image, while it is on the profile. */
export function isCurrent({ images }: UserRecord, image: ImageRecord): boolean {
  return image.state === 'issued'
    ? image.seq === images.imageSeq
    : image.imageId === images.shown?.imageId;
}

/** True while a process holds the lease of the image. */
export function isLeased(image: ImageRecord, nowMilliseconds: number): boolean {
  return image.lease !== null && image.lease.until * 1000 > nowMilliseconds;
}

/** True for an image that its user can see, or restore. */
export function isViewable({ state, processed }: ImageRecord): boolean {
  return (state === 'shown' || state === 'kept') && processed !== null;
}
