// The address that a phone opens, and its QR code.
import { env } from '@/lib/server/env';
import { qrCode, qrSvg } from '@/lib/server/kit/qr';
import { PHONE_PATH } from '@/lib/shared/phone-schema';

/** Puts the code into the fragment, which browsers never send to a server, so no log contains it. */
export function phoneAddress(code: string): { url: string; qr: string } {
  const url = `${new URL(PHONE_PATH, env().appUrl)}#${code}`;
  return { url, qr: qrSvg(qrCode(url)) };
}
