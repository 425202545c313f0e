// /api/phone: with a code and no session, a phone can open the code, request one upload and confirm it. phone-framing.ts has the steps
// after that.
import type { PhoneCode, Ports, UserPorts } from '@/lib/server/profile/ports';
import { findUser } from '@/lib/server/profile/shared/find-user';
import type { Actor } from '@/lib/server/shared/caller';
import { unixTime } from '@/lib/server/shared/clock';
import { ChangeConflictError, ProfileError } from '@/lib/server/shared/errors';
import { initials } from '@/lib/shared/initials';
import type { OpenPhoneResponse } from '@/lib/shared/phone-schema';
import type { IssueUploadRequest, IssueUploadResponse } from '@/lib/shared/profile-schema';
import { URL_LIFETIME_SECONDS } from '@/lib/shared/upload-policy';
import { issueUpload } from './issue-upload';
import { isCodeValid, secretHash } from './phone-code';
import { updateProfile } from './update-profile';

type PhonePorts = UserPorts & Pick<Ports, 'phoneCodes'>;

/** Upload requests of one code: a phone repeats a request whose response was lost. */
const MAX_ISSUES = 5;

/** The one error for every code that cannot be used, whatever the reason. */
export const codeEnded = () => new ProfileError('phone_code_ended');

/**
 * Finds a code that is still usable, without checking the phone's key.
 * @throws ProfileError `phone_code_ended`, the same for codes that never existed
 */
export async function findPhoneCode(
  { phoneCodes, clock }: Pick<Ports, 'phoneCodes' | 'clock'>,
  code: string,
): Promise<PhoneCode> {
  const found = await phoneCodes.find(secretHash(code));
  if (!found || unixTime(clock) >= found.codeExpiresAt + URL_LIFETIME_SECONDS) throw codeEnded();
  return found;
}

/**
 * Opens a code on the first phone that asks. Every later request needs the key that this phone has made, so the code alone is useless
 * then. Repeating the request with that key is no error.
 * @throws ProfileError `phone_code_ended` if another phone has opened it
 * @throws UnavailableError
 */
export async function openPhoneCode(
  ports: PhonePorts,
  code: PhoneCode,
  key: string,
  actor: Actor,
): Promise<OpenPhoneResponse> {
  const now = unixTime(ports.clock);
  if (!isCodeValid(code, now)) throw codeEnded();
  if (code.state !== 'waiting') requireKey(code, key);
  const { nombre, apellido } = await findUser(ports, code.userId, actor);
  if (code.state === 'waiting') {
    await writeCode(ports, { ...code, keyHash: secretHash(key), state: 'opened' });
  }
  return {
    nombre,
    initials: initials(nombre, apellido),
    expiresIn: code.codeExpiresAt - now,
  };
}

/**
 * Requests the upload. A repeated request gets another upload, and only the last one can be confirmed.
 * @throws ProfileError `phone_code_ended`, and those of `issueUpload`
 * @throws UnavailableError
 */
export async function issueOnPhone(
  ports: PhonePorts,
  code: PhoneCode,
  key: string,
  asked: IssueUploadRequest,
  actor: Actor,
): Promise<IssueUploadResponse> {
  requireKey(code, key);
  if (!isCodeValid(code, unixTime(ports.clock)) || code.issues >= MAX_ISSUES) throw codeEnded();
  // Count it first: a request that fails later uses up one try too.
  const counted = { ...code, issues: code.issues + 1 };
  await writeCode(ports, counted);
  const issued = await issueUpload(ports, code.userId, asked, actor);
  await writeCode(ports, {
    ...counted,
    rev: counted.rev + 1,
    state: 'sending',
    imageKey: issued.s3Key,
  });
  return issued;
}

/**
 * Confirms the upload: it is processed, and becomes the user's photo. The code is then used up; repeating the request is no error.
 * @throws ProfileError `phone_code_ended`, and those of `updateProfile`
 * @throws UnavailableError
 */
export async function confirmOnPhone(
  ports: PhonePorts,
  code: PhoneCode,
  key: string,
  actor: Actor,
): Promise<void> {
  requireKey(code, key);
  if (code.state === 'done') return;
  const { imageKey } = code;
  if (code.state !== 'sending' || imageKey === null) throw codeEnded();
  await updateProfile(ports, code.userId, { profileImageKey: imageKey }, actor);
  // If the desk has ended the code since, the photo is shown anyway, and can be undone there.
  await ports.phoneCodes.update({ ...code, state: 'done' }).catch((error) => {
    if (!(error instanceof ChangeConflictError)) throw error;
  });
}

/**
 * Writes the code.
 * @throws ProfileError `phone_code_ended` if it was changed or ended since it was read
 */
export async function writeCode(
  { phoneCodes }: Pick<Ports, 'phoneCodes'>,
  code: PhoneCode,
): Promise<void> {
  try {
    await phoneCodes.update(code);
  } catch (error) {
    throw error instanceof ChangeConflictError ? codeEnded() : error;
  }
}

/** @throws ProfileError `phone_code_ended` if the phone is not the one that opened the code */
export function requireKey({ keyHash }: PhoneCode, key: string): void {
  if (keyHash === null || keyHash !== secretHash(key)) throw codeEnded();
}
