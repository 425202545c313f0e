// Uploads that a person has called off. Their bytes may have arrived, and reading the profile would show them: so the server hears
// of it before the profile is read again, also when there was no connection or no session to say it by, and after a reload.

import { withdrawUpload } from '@/lib/client/api';
import { ApiError } from '@/lib/client/api-error';
import type { ProfileResponse } from '@/lib/shared/profile-schema';

/** After so long, in milliseconds, an upload that nobody confirmed has expired, and there is nothing left to say. */
const EXPIRES_AFTER_MS = 60 * 60 * 1_000;

/** A key, and the Unix time in milliseconds at which it was called off. */
type Withdrawal = [s3Key: string, at: number];

const nameFor = (userId: string) => `polizalab-profile-withdrawn-${userId}`;

/** Notes that this upload of theirs is not wanted. */
export function noteWithdrawal(userId: string, s3Key: string): void {
  write(userId, [...read(userId), [s3Key, Date.now()]]);
}

/**
 * Tells the server what it has not heard yet.
 * @returns the profile after the last of it; null if there was nothing to say
 * @throws ApiError when that could not be said now, and is to be said later
 */
export async function sayWithdrawals(userId: string): Promise<ProfileResponse | null> {
  let answer: ProfileResponse | null = null;
  for (const [s3Key] of read(userId)) {
    try {
      answer = await withdrawUpload(s3Key);
    } catch (error) {
      if (!(error instanceof ApiError) || mayWorkLater(error)) throw error;
    }
    write(
      userId,
      read(userId).filter(([key]) => key !== s3Key),
    );
  }
  return answer;
}

function mayWorkLater({ status }: ApiError): boolean {
  return status === 0 || status === 401 || status === 429 || status >= 500;
}

function read(userId: string): Withdrawal[] {
  try {
    const all: Withdrawal[] = JSON.parse(localStorage.getItem(nameFor(userId)) ?? '[]');
    return all.filter(([, at]) => Math.abs(Date.now() - at) < EXPIRES_AFTER_MS);
  } catch {
    return [];
  }
}

/** A browser that stores nothing remembers nothing, and that is fine. */
function write(userId: string, withdrawals: Withdrawal[]): void {
  try {
    if (withdrawals.length === 0) localStorage.removeItem(nameFor(userId));
    else localStorage.setItem(nameFor(userId), JSON.stringify(withdrawals));
  } catch {}
}
