// Percent-encoding as S3's signatures use it, and strict decoding.
import { S3Error } from './errors.ts';

const HEX = '0123456789ABCDEF';
const UNRESERVED = /[A-Za-z0-9\-._~]/;

/**
 * AWS's UriEncode: encodes every UTF-8 byte except the unreserved characters of RFC 3986, in upper-case hexadecimal.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
 *
 * @param keep characters that are not encoded, for example the slashes of a path
 */
export function uriEncode(text: string, keep = ''): string {
  let encoded = '';
  for (const byte of Buffer.from(text, 'utf8')) {
    const char = String.fromCharCode(byte);
    encoded +=
      byte < 0x80 && (UNRESERVED.test(char) || keep.includes(char))
        ? char
        : `%${HEX.charAt(byte >> 4)}${HEX.charAt(byte & 15)}`;
  }
  return encoded;
}

/**
 * Decodes a part of a request target.
 *
 * @param raw as received, one character per byte
 * @throws S3Error InvalidURI for a stray `%` or invalid UTF-8
 */
export function uriDecode(raw: string): string {
  if (/%(?![0-9A-Fa-f]{2})/.test(raw)) throw new S3Error('InvalidURI');
  const bytes = raw.replace(/%(..)/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  try {
    // `ignoreBOM` keeps a byte order mark, which is a valid part of a key.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
      Buffer.from(bytes, 'latin1'),
    );
  } catch {
    throw new S3Error('InvalidURI');
  }
}
