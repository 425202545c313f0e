// Checks whether a sign-in is still valid, with a default for when the store is unavailable.
import 'server-only';
import { app } from '@/lib/server/compose';
import type { Caller } from '@/lib/server/shared/caller';
import { ProfileError } from '@/lib/server/shared/errors';

/** @param otherwise the result if the user cannot be read */
export async function isStillSignedIn(caller: Caller, otherwise: boolean): Promise<boolean> {
  try {
    return await app().forCaller(caller).isSignedIn();
  } catch (error) {
    if (error instanceof ProfileError && error.code === 'unavailable') return otherwise;
    throw error;
  }
}
