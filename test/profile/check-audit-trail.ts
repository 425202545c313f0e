// Checks that the events of an image lead to its current state: none lost, none duplicated.
import type {
  EventType,
  ImageEvent,
  ImageRecord,
  ImageState,
} from '@/lib/server/profile/domain/model';

/** The state transition of each event. */
const LIFE: Record<EventType, Partial<Record<ImageState | 'nothing', ImageState>>> = {
  issued: { nothing: 'issued' },
  adopted: { nothing: 'shown' },
  proven: { shown: 'shown' },
  shown: { issued: 'shown' },
  rejected: { issued: 'rejected' },
  superseded: { issued: 'superseded' },
  expired: { issued: 'expired' },
  replaced: { shown: 'kept' },
  removed: { shown: 'kept' },
  restored: { kept: 'shown', shown: 'shown' },
  hidden: { shown: 'hidden' },
  deleting: { kept: 'deleting', rejected: 'deleting', superseded: 'deleting', expired: 'deleting' },
  deleted: { deleting: 'deleted' },
};

/** @param events events of these images and possibly others, oldest first */
export function checkAuditTrail(images: ImageRecord[], events: ImageEvent[]): void {
  for (const { imageId, state: current } of images) {
    let state: ImageState | 'nothing' = 'nothing';
    for (const { type } of events.filter((event) => event.imageId === imageId)) {
      const next: ImageState | undefined = LIFE[type as EventType]?.[state];
      if (!next) throw new Error(`${type} happened to an image that was ${state}`);
      state = next;
    }
    if (state !== current) throw new Error(`The events end in ${state}, the image is ${current}`);
  }
}
