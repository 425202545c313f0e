// Withdrawals of cancelled uploads that the server has not received yet. The bytes may have arrived, and the next read of the profile would
// show them, so withdrawals are sent first, even after an offline period, a new sign-in or a reload.

import { withdrawUpload } from '@/lib/client/api';
import { ApiError } from '@/lib/client/api-error';
import type { ProfileResponse } from '@/lib/shared/profile-schema';

/** An unconfirmed upload expires after this many milliseconds, and needs no withdrawal. */
const EXPIRES_AFTER_MS = 60 * 60 * 1_000;

/** A key, and when it was cancelled, in Unix milliseconds. */
type Withdrawal = [s3Key: string, at: number];

const nameFor = (userId: string) => `polizalab-profile-withdrawn-${userId}`;

/** Records that the user cancelled this upload. */
export function recordWithdrawal(userId: string, s3Key: string): void {
  write(userId, [...read(userId), [s3Key, Date.now()]]);
}

/**
 * Withdraws the recorded uploads.
 * @returns the profile after the last withdrawal; null if there was none
 * @throws ApiError if a withdrawal failed and must be retried later
 */
export async function sendWithdrawals(userId: string): Promise<ProfileResponse | null> {
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

/** Without storage, nothing is recorded. */
function write(userId: string, withdrawals: Withdrawal[]): void {
  try {
    if (withdrawals.length === 0) localStorage.removeItem(nameFor(userId));
    else localStorage.setItem(nameFor(userId), JSON.stringify(withdrawals));
  } catch {}
}
