// Who calls, and who is recorded as the author of a change.
import type { ImageEventVia, Open } from '@/lib/shared/profile-schema';

/** The authenticated caller and their sign-in. */
export interface Caller {
  userId: string;
  /** `session`: a browser's cookie. `bearer`: a token of the identity provider, sent by another client. */
  kind: 'session' | 'bearer';
  /** Unix time in milliseconds of the sign-in, or of the issue of the token. */
  signedInAt: number;
}

/** The author of a change, for the audit trail. */
export interface Actor {
  /** Null for the system itself (the sweep, an event) and for another program. */
  userId: string | null;
  via: Open<ImageEventVia>;
  /** Network address, if known. */
  address: string | null;
}
