// The same agent on another device: an API client with its own session.

import { cameraPhoto } from 'odd-images/camera-photo';
import type { PhoneState } from '@/lib/shared/phone-schema';
import type { ProfileResponse } from '@/lib/shared/profile-schema';
import type { ImageContentType } from '@/lib/shared/upload-policy';
import { type Agent, expect, given, sessionToken } from './fixtures';

export interface OtherDevice {
  /** Calls GET, which also processes waiting uploads. */
  profile: () => Promise<ProfileResponse>;
  /** Uploads and confirms a photo as it is. Returns its key. */
  upload: (photo: Buffer, contentType: ImageContentType) => Promise<string>;
  /** Does the same with a new photo. */
  setPhoto: (seed: number) => Promise<string>;
  /** Creates a code for the agent's phone, and returns its address. */
  startPhone: () => Promise<string>;
  phoneState: () => Promise<PhoneState>;
  endPhone: () => Promise<void>;
}

/** Signs the agent in on another device. */
export async function otherDevice(agent: Agent): Promise<OtherDevice> {
  const cookie = `next-auth.session-token=${await sessionToken(agent)}`;
  async function call(method: string, path: string, body?: object) {
    const response = await fetch(`${given('E2E_BASE_URL')}/api${path}`, {
      method,
      headers: { cookie, ...(body && { 'content-type': 'application/json' }) },
      body: JSON.stringify(body),
    });
    expect(response.status).toBe(200);
    return response.json();
  }
  async function upload(photo: Buffer, contentType: ImageContentType): Promise<string> {
    const issued = await call('POST', '/profile/image', { fileName: 'otra', contentType });
    const stored = await fetch(issued.presignedUrl, {
      method: 'PUT',
      headers: { 'content-type': contentType },
      body: new Uint8Array(photo),
    });
    expect(stored.status).toBe(200);
    await call('PUT', '/profile', { profileImageKey: issued.s3Key });
    return issued.s3Key;
  }
  return {
    profile: () => call('GET', '/profile'),
    upload,
    setPhoto: async (seed) =>
      upload(await cameraPhoto({ width: 600, height: 600, seed }), 'image/jpeg'),
    startPhone: async () => (await call('POST', '/profile/phone', {})).url,
    phoneState: async () => (await call('GET', '/profile/phone')).state,
    endPhone: async () => void (await call('DELETE', '/profile/phone')),
  };
}
