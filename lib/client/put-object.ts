// A PUT to a presigned URL, by XMLHttpRequest because fetch reports no upload progress.

/**
 * The outcome of a PUT:
 * - `stored`: S3 has stored the object
 * - `exists`: the object was stored before (412, If-None-Match)
 * - `conflict`: another PUT of the same key is in progress (409)
 * - `expired`: the URL is no longer valid (403; or 400 if the signing keys have expired, or the body was truncated)
 * - `refused`: any other status below 500
 * - `unavailable`: 429 or 5xx
 * - `network`: no response, or no progress for `STALL_MS`
 * - `aborted`: aborted by the caller
 */
export type PutOutcome =
  | 'stored'
  | 'exists'
  | 'conflict'
  | 'expired'
  | 'refused'
  | 'unavailable'
  | 'network'
  | 'aborted';

/** A connection without progress for this long, in milliseconds, is considered dead. */
export const STALL_MS = 30_000;

/** Highest progress before S3 has answered: bytes that were sent are not stored yet. */
const MAX_UNANSWERED = 0.99;

export interface PutObject {
  url: string;
  /** Exactly the headers that were signed. */
  headers: Record<string, string>;
  body: Blob;
  signal: AbortSignal;
  /** Receives the progress from 0 to 1; 1 only once S3 has stored the object. */
  onProgress: (fraction: number) => void;
}

/** Uploads the body. Never rejects. */
export function putObject({
  url,
  headers,
  body,
  signal,
  onProgress,
}: PutObject): Promise<PutOutcome> {
  return new Promise((resolve) => {
    const xhr = new XMLHttpRequest();
    let stall: ReturnType<typeof setTimeout> | undefined;

    function end(outcome: PutOutcome) {
      clearTimeout(stall);
      signal.removeEventListener('abort', abort);
      if (outcome === 'stored') onProgress(1);
      resolve(outcome);
    }
    function abort() {
      xhr.abort();
    }
    function watchForStall() {
      clearTimeout(stall);
      stall = setTimeout(() => {
        end('network');
        xhr.abort();
      }, STALL_MS);
    }

    xhr.upload.onprogress = ({ loaded, total }) => {
      watchForStall();
      if (total > 0) onProgress(Math.min(loaded / total, MAX_UNANSWERED));
    };
    xhr.onload = () => end(outcomeOf(xhr.status));
    xhr.onerror = () => end('network');
    xhr.onabort = () => end('aborted');

    if (signal.aborted) return resolve('aborted');
    signal.addEventListener('abort', abort);
    xhr.open('PUT', url);
    for (const [name, value] of Object.entries(headers)) xhr.setRequestHeader(name, value);
    watchForStall();
    xhr.send(body);
  });
}

function outcomeOf(status: number): PutOutcome {
  if (status >= 200 && status < 300) return 'stored';
  if (status === 400 || status === 403) return 'expired';
  if (status === 409) return 'conflict';
  if (status === 412) return 'exists';
  if (status === 429 || status >= 500) return 'unavailable';
  return 'refused';
}
