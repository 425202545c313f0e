// Reads the JSON body of a request, up to the size limit.
import { inStep } from '@/lib/server/shared/deadline';
import { ProfileError } from '@/lib/server/shared/errors';
import { parseJson } from './parse-json';

/** The longest request body, in bytes. */
export const MAX_BODY_BYTES = 16 * 1024;

/**
 * Reads and parses the body.
 * @throws ProfileError `not_json`, `body_too_large`, or `invalid_request` for invalid JSON
 */
export async function readJson(request: Request): Promise<unknown> {
  const [mediaType] = (request.headers.get('content-type') ?? '').split(';');
  if (mediaType?.trim().toLowerCase() !== 'application/json') throw new ProfileError('not_json');
  const coding = request.headers.get('content-encoding')?.trim().toLowerCase() ?? 'identity';
  if (coding !== 'identity') {
    const headers = { 'accept-encoding': 'identity' };
    throw new ProfileError('not_json', 'The body must not be compressed', { headers });
  }
  return parseJson(await inStep('the body of the request', () => readText(request)));
}

/**
 * Reads the text of the body. It stops reading at the limit, whatever Content-Length says.
 * @throws ProfileError `body_too_large`, or `invalid_request` for invalid UTF-8
 */
export async function readText(request: Request): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of request.body ?? []) {
      length += chunk.byteLength;
      if (length > MAX_BODY_BYTES) {
        throw new ProfileError('body_too_large', `A body may be ${MAX_BODY_BYTES} bytes long`);
      }
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof ProfileError) throw error;
    // The client disconnected while sending.
    throw new ProfileError('invalid_request', 'The body broke off', { cause: error });
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
  } catch (error) {
    throw new ProfileError('invalid_request', 'The body is not UTF-8', { cause: error });
  }
}
