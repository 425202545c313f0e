// A fake network: it records the page's requests, and the test answers them. jsdom has no fetch.
import { eachField } from '@/lib/shared/person-fields';
import type { ProfileResponse } from '@/lib/shared/profile-schema';
import { NO_PHOTO } from '@/test/profile/no-photo';

export interface Call {
  method: string;
  path: string;
  body: unknown;
}
export interface Answer {
  status?: number;
  body?: unknown;
  headers?: Record<string, string>;
}

/** Replaces `fetch` until `restore` is called. `answer` returns the response, or throws to make the connection fail. */
export function fakeFetch(answer: (call: Call) => Answer | Promise<Answer>) {
  const calls: Call[] = [];
  const original = globalThis.fetch;
  globalThis.fetch = (async (path: string, init: RequestInit = {}) => {
    const body = typeof init.body === 'string' ? JSON.parse(init.body) : undefined;
    const call = { method: init.method ?? 'GET', path, body };
    calls.push(call);
    const { status = 200, body: given = {}, headers = {} } = await answer(call);
    const lower = new Map(Object.entries(headers).map(([k, v]) => [k.toLowerCase(), v]));
    return {
      ok: status >= 200 && status < 300,
      status,
      headers: { get: (name: string) => lower.get(name.toLowerCase()) ?? null },
      json: async () => {
        if (given === 'not json') throw new SyntaxError('not json');
        return given;
      },
      blob: async () => given,
    };
  }) as unknown as typeof fetch;
  return {
    calls,
    restore: () => {
      globalThis.fetch = original;
    },
  };
}

/** A profile without a photo, with the given changes. */
export function someProfile(given: Partial<ProfileResponse> = {}): ProfileResponse {
  return {
    userId: 'u1',
    email: 'ana@polizalab.test',
    ...eachField(() => ''),
    nombre: 'Ana',
    apellido: 'Ortega',
    ...NO_PHOTO,
    profileImageFramed: false,
    profileImagePending: null,
    profileImageLink: null,
    createdAt: '2024-01-01T00:00:00Z',
    ...given,
  };
}

/** A profile with a photo at that key. Its URLs contain `mark`, since those of each response differ. */
export function photoProfile(key: string, mark: string): ProfileResponse {
  return someProfile({
    profileImageKey: key,
    profileImageUrl: `https://s3/${key}?${mark}`,
    profileImageUrlExpiresIn: 300,
    profileImageUpdatedAt: 1_700_000_000,
    profileImageStatus: 'shown',
    profileImageVariants: [
      {
        name: 'thumbnail',
        contentType: 'image/webp',
        width: 96,
        url: `https://s3/${key}/t?${mark}`,
      },
    ],
  });
}
