// The API client for an upload from the phone: the three calls of the computer, and those of the phone.
import type { IssueFramingResponse } from '@/lib/shared/framing-schema';
import type {
  IssueFramingOnPhoneRequest,
  IssueOnPhoneRequest,
  OpenPhoneResponse,
  PhoneState,
  StartPhoneResponse,
} from '@/lib/shared/phone-schema';
import type { IssueUploadResponse } from '@/lib/shared/profile-schema';
import { call } from './api';

const DESK = '/api/profile/phone';
const PHONE = '/api/phone';
const FRAMING = `${PHONE}/image/framing`;

/** What a phone sends to authenticate: the code, and the key that it has made to open the code. */
export interface PhoneCredentials {
  code: string;
  key: string;
}

/** Creates a code; an earlier one ends. */
export function startPhone(): Promise<StartPhoneResponse> {
  return call('POST', DESK, { json: {} });
}

/**
 * Returns the state of the phone, for the desk.
 * @param id the code's: the user may have created another one elsewhere
 */
export async function getPhoneState(id: string): Promise<PhoneState> {
  return (await call<{ state: PhoneState }>('GET', `${DESK}?id=${id}`)).state;
}

/** Ends the code. The request continues if the page is closed. */
export function endPhone(id: string): void {
  void fetch(`${DESK}?id=${id}`, { method: 'DELETE', keepalive: true }).catch(() => {});
}

/** Opens a code on this phone. It can be repeated with the same key. */
export function openPhone(credentials: PhoneCredentials): Promise<OpenPhoneResponse> {
  return call('POST', PHONE, { json: credentials });
}

/** Requests the upload of the photo. */
export function issueOnPhone(
  request: IssueOnPhoneRequest,
  signal: AbortSignal,
): Promise<IssueUploadResponse> {
  return call('POST', `${PHONE}/image`, { json: request, signal });
}

/** Confirms the upload of the photo. */
export function confirmOnPhone(request: PhoneCredentials, signal: AbortSignal): Promise<unknown> {
  return call('PUT', `${PHONE}/image`, { json: request, signal });
}

/** Requests the upload of the source picture. */
export function issueFramingOnPhone(
  request: IssueFramingOnPhoneRequest,
): Promise<IssueFramingResponse> {
  return call('POST', FRAMING, { json: request });
}

/** Confirms the upload of the source picture. */
export function confirmFramingOnPhone(request: PhoneCredentials): Promise<unknown> {
  return call('PUT', FRAMING, { json: request });
}
