// The Content-Disposition header of a download.
// https://www.rfc-editor.org/rfc/rfc6266 https://www.rfc-editor.org/rfc/rfc8187
import { escapeUri } from './escape-uri';

/**
 * Returns the value that makes browsers save a response under this name. Clients that do not know `filename*` get the name
 * without accents, and with `_` for other characters outside of ASCII.
 * @param fileName without unpaired surrogates
 */
export function attachment(fileName: string): string {
  const ascii = fileName
    .normalize('NFD')
    .replace(/\p{Mark}/gu, '')
    .replace(/[^\w .-]/gu, '_');
  return `attachment; filename="${ascii}"; filename*=UTF-8''${escapeUri(fileName)}`;
}
