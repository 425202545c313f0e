// The typed client of the profile API. Every function resolves with the answer or rejects with an ApiError; a call that
// its caller has aborted rejects with the signal's reason.
import type {
  ImageHistoryResponse,
  IssueUploadRequest,
  IssueUploadResponse,
  ProfileResponse,
  UpdateProfileRequest,
} from '@/lib/shared/profile-schema';
import { ApiError, toApiError } from './api-error';

export const PROFILE_PATH = '/api/profile';
const IMAGE_PATH = '/api/profile/image';

/** How long an answer may take, in milliseconds. Proving an image takes seconds when others are being proven too. */
const TIMEOUT_MS = 30_000;

export function getProfile(): Promise<ProfileResponse> {
  return call('GET', PROFILE_PATH);
}

/** Changes only what is given. With `profileImageKey` it confirms an upload, or brings back a kept photo. */
export function updateProfile(
  changes: UpdateProfileRequest,
  signal?: AbortSignal,
): Promise<ProfileResponse> {
  return call('PUT', PROFILE_PATH, { json: changes, signal });
}

/** Asks where to PUT a photo, and with which headers. */
export function issueUpload(
  photo: IssueUploadRequest,
  signal?: AbortSignal,
): Promise<IssueUploadResponse> {
  return call('POST', IMAGE_PATH, { json: photo, signal });
}

/** Says that an upload is not wanted any more. What is shown stays. */
export function withdrawUpload(s3Key: string): Promise<ProfileResponse> {
  return call('DELETE', `${IMAGE_PATH}?key=${encodeURIComponent(s3Key)}`);
}

export function removePhoto(): Promise<ProfileResponse> {
  return call('DELETE', IMAGE_PATH);
}

/** Signs out on every device, this one too. */
export function endSessions(): Promise<unknown> {
  return call('DELETE', '/api/profile/sessions');
}

/** One page of the photos and what happened to them, the newest first. */
export function getImageHistory(cursor?: string): Promise<ImageHistoryResponse> {
  const query = cursor === undefined ? '' : `?cursor=${encodeURIComponent(cursor)}`;
  return call('GET', `${IMAGE_PATH}/history${query}`);
}

async function call<Answer>(
  method: string,
  path: string,
  { json, signal }: { json?: object; signal?: AbortSignal } = {},
): Promise<Answer> {
  // Not by AbortSignal.any, which browsers of 2023 lack.
  const abort = new AbortController();
  const stop = () => abort.abort();
  const timer = setTimeout(stop, TIMEOUT_MS);
  signal?.addEventListener('abort', stop);
  const request: RequestInit = { method, cache: 'no-store', signal: abort.signal };
  if (json !== undefined) {
    request.headers = { 'Content-Type': 'application/json' };
    request.body = JSON.stringify(json);
  }
  try {
    signal?.throwIfAborted();
    const response = await fetch(path, request);
    if (!response.ok) throw await toApiError(response);
    return (await response.json()) as Answer;
  } catch (cause) {
    if (cause instanceof ApiError) throw cause;
    signal?.throwIfAborted();
    throw new ApiError('network', 0, {}, { cause });
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
  }
}
