// Whether somebody is still signed in, asked where there is an answer to give even while nobody knows.
import 'server-only';
import { app } from '@/lib/server/compose';
import { ProfileError } from '@/lib/server/profile/errors';
import type { Caller } from '@/lib/server/profile/model';

/** @param otherwise the answer while the user cannot be read */
export async function stillCounts(caller: Caller, otherwise: boolean): Promise<boolean> {
  try {
    return await app().forCaller(caller).isSignedIn(caller.userId);
  } catch (error) {
    if (error instanceof ProfileError && error.code === 'unavailable') return otherwise;
    throw error;
  }
}
