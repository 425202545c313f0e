// The typed client of the profile API. Every function resolves with the response or rejects with an ApiError; an aborted call
// rejects with the signal's reason.
import type { LinkRequest } from '@/lib/shared/link-schema';
import type {
  EraseDataResponse,
  ImageHistoryResponse,
  IssueUploadRequest,
  IssueUploadResponse,
  ProfileResponse,
  UpdateProfileRequest,
} from '@/lib/shared/profile-schema';
import { ApiError, toApiError } from './api-error';

export const PROFILE_PATH = '/api/profile';
const IMAGE_PATH = '/api/profile/image';
const LINK_PATH = '/api/profile/link';

/** How much of a call's timeout is for the network, in milliseconds. */
const NETWORK_MS = 20_000;

/** Returns the timeout of a call, in milliseconds. Until its own deadline, which the page names, the server may still be at work. */
function timeout(): number {
  return NETWORK_MS + Number(document.documentElement.dataset.requestTimeout);
}

/** Reads the profile. The server then also processes a pending upload. */
export function getProfile(): Promise<ProfileResponse> {
  return call('GET', PROFILE_PATH);
}

/** Changes only the given fields. With `profileImageKey` it confirms an upload or restores a kept photo. */
export function updateProfile(
  changes: UpdateProfileRequest,
  signal?: AbortSignal,
): Promise<ProfileResponse> {
  return call('PUT', PROFILE_PATH, { json: changes, signal });
}

/** Requests a presigned PUT for a photo, with the headers to send. */
export function issueUpload(
  photo: IssueUploadRequest,
  signal?: AbortSignal,
): Promise<IssueUploadResponse> {
  return call('POST', IMAGE_PATH, { json: photo, signal });
}

/** Withdraws an upload. The shown photo stays. */
export function withdrawUpload(s3Key: string): Promise<ProfileResponse> {
  return call('DELETE', `${IMAGE_PATH}?key=${encodeURIComponent(s3Key)}`);
}

/** Removes the photo, which can be restored for a while. */
export function removePhoto(): Promise<ProfileResponse> {
  return call('DELETE', IMAGE_PATH);
}

/** Deletes everything that is stored about the user, and signs out. */
export function eraseData(userId: string): Promise<EraseDataResponse> {
  return call('POST', '/api/profile/erasure', { json: { userId } });
}

/** Turns the lasting link to the photo on, or changes it. */
export function changeLink(asked: LinkRequest): Promise<ProfileResponse> {
  return call('PUT', LINK_PATH, { json: asked });
}

/** Turns the lasting link to the photo off. */
export function removeLink(): Promise<ProfileResponse> {
  return call('DELETE', LINK_PATH);
}

/** Signs out on every device, including this one. */
export function endSessions(): Promise<unknown> {
  return call('DELETE', '/api/profile/sessions');
}

/** Reads one page of the photo history, newest first. */
export function getImageHistory(cursor?: string): Promise<ImageHistoryResponse> {
  const query = cursor === undefined ? '' : `?cursor=${encodeURIComponent(cursor)}`;
  return call('GET', `${IMAGE_PATH}/history${query}`);
}

/** Calls the API and returns its JSON. */
export async function call<Answer>(
  method: string,
  path: string,
  { json, signal }: { json?: object; signal?: AbortSignal } = {},
): Promise<Answer> {
  // AbortSignal.any is missing in browsers of 2023.
  const abort = new AbortController();
  const stop = () => abort.abort();
  const timer = setTimeout(stop, timeout());
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
