// The windows in which a lasting link redirects to one and the same presigned URL.
import type { SharedUrl } from '@/lib/server/profile/ports';
import { LINK_WINDOW_SECONDS } from '@/lib/shared/upload-policy';

const WINDOW = LINK_WINDOW_SECONDS * 1000;

/** Returns the window that contains a time: its start, at which its URLs are signed, and the seconds until its end. */
export function windowAt(now: Date): { start: Date } & Pick<SharedUrl, 'endsIn'> {
  const passed = now.getTime() % WINDOW;
  return {
    start: new Date(now.getTime() - passed),
    endsIn: Math.ceil((WINDOW - passed) / 1000),
  };
}
