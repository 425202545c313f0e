// /api/profile/phone: the desk (the signed-in browser) creates a code with which the user's phone can send one photo, polls its state,
// and ends it.
import { createHash } from 'node:crypto';
import type { PhoneCode, Ports, UserPorts } from '@/lib/server/profile/ports';
import { findUser } from '@/lib/server/profile/shared/find-user';
import type { Actor, Caller } from '@/lib/server/shared/caller';
import { unixTime } from '@/lib/server/shared/clock';
import { PHONE_CODE_LIFETIME, type PhoneState } from '@/lib/shared/phone-schema';
import { URL_LIFETIME_SECONDS } from '@/lib/shared/upload-policy';
import { withdrawUpload } from './withdraw-upload';

type CodePorts = UserPorts & Pick<Ports, 'phoneCodes' | 'newToken'>;

/** The SHA-256 of a code or a key, in base64url. */
export function secretHash(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}

/** True while a phone may open the code, or request its upload. */
export function isCodeValid({ codeExpiresAt, state }: PhoneCode, now: number): boolean {
  return now < codeExpiresAt && state !== 'done' && state !== 'ended';
}

/**
 * Creates a code, which replaces an earlier one. It belongs to the caller's sign-in, and ends with it.
 * @returns the code, which is not stored, and its hash, which identifies it
 * @throws ProfileError `user_not_found`
 * @throws UnavailableError
 */
export async function createPhoneCode(
  ports: CodePorts,
  caller: Caller,
  actor: Actor,
): Promise<{ code: string; id: string }> {
  await endPhoneCode(ports, caller.userId, actor);
  const code = ports.newToken();
  const codeHash = secretHash(code);
  await ports.phoneCodes.create({
    ...caller,
    codeHash,
    keyHash: null,
    state: 'waiting',
    imageKey: null,
    issues: 0,
    isFramingIssued: false,
    codeExpiresAt: unixTime(ports.clock) + PHONE_CODE_LIFETIME,
    rev: 1,
  });
  return { code, id: codeHash };
}

/**
 * Returns how far the phone has come.
 * @param id the hash of the code; without it, the code that was created last
 * @throws ProfileError `user_not_found`
 * @throws UnavailableError
 */
export async function phoneCodeState(
  ports: CodePorts,
  userId: string,
  actor: Actor,
  id?: string,
): Promise<PhoneState> {
  await findUser(ports, userId, actor);
  const code = await ports.phoneCodes.readOf(userId);
  if (!code || (id ?? code.codeHash) !== code.codeHash) return 'ended';
  const now = unixTime(ports.clock);
  // An upload that was requested in time may still arrive while its URL is valid.
  const isSending = code.state === 'sending' && now < code.codeExpiresAt + URL_LIFETIME_SECONDS;
  return code.state === 'done' || isSending || isCodeValid(code, now) ? code.state : 'ended';
}

/**
 * Ends the caller's code, and withdraws an upload that the phone has not finished.
 * @param id the hash of the code: one that was replaced has ended already. Without it, the code that was created last
 * @throws ProfileError `user_not_found`
 * @throws UnavailableError
 */
export async function endPhoneCode(
  ports: CodePorts,
  userId: string,
  actor: Actor,
  id?: string,
): Promise<void> {
  await findUser(ports, userId, actor);
  const code = await ports.phoneCodes.readOf(userId);
  if (!code || (id ?? code.codeHash) !== code.codeHash) return;
  await ports.phoneCodes.end(code);
  if (code.state !== 'sending' || code.imageKey === null) return;
  // The image may have been superseded and swept since.
  await withdrawUpload(ports, userId, code.imageKey, actor).catch(() => {});
}
