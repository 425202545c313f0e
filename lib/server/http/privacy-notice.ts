// The privacy notice that the page links to where a first photo is chosen, as Mexican law requires for data that is collected
// electronically (LFPDPPP of 20 March 2025: https://www.diputados.gob.mx/LeyesBiblio/pdf/LFPDPPP.pdf).
import { env } from '@/lib/server/env';

/** The day of the last change of the text at /privacy. */
export const OWN_NOTICE_VERSION = '2026-11-29';

/** The address of the notice. Each version has another one, since the audit trail records it. */
export function privacyNoticeUrl(): string {
  return env().privacyNoticeUrl ?? `/privacy?version=${OWN_NOTICE_VERSION}`;
}
