// The address that a phone opens, and its QR code.
import { renderSVG } from 'uqr';
import { env } from '@/lib/server/env';
import { PHONE_PATH } from '@/lib/shared/phone-schema';

/** The code follows after `#`: browsers never send it to a server, so no log has it. */
export function phoneAddress(code: string): { url: string; qr: string } {
  const url = `${new URL(PHONE_PATH, env().appUrl)}#${code}`;
  return { url, qr: renderSVG(url, { border: 4 }) };
}
