// /api/phone/image/framing: after its photo, a phone may send the source picture of the photo.
import type { PhoneCode, Ports, UserPorts } from '@/lib/server/profile/ports';
import type { Actor } from '@/lib/server/shared/caller';
import { unixTime } from '@/lib/server/shared/clock';
import type { IssueFramingRequest, IssueFramingResponse } from '@/lib/shared/framing-schema';
import { storeFramingOf } from './confirm-framing';
import { issueFraming } from './issue-framing';
import { codeEnded, requireKey, writeCode } from './phone-upload';

type PhonePorts = UserPorts & Pick<Ports, 'phoneCodes'>;

/**
 * Requests the upload of the picture: once, within the lifetime of the code, for the photo that this phone has confirmed.
 * @throws ProfileError `phone_code_ended`, and those of `issueFraming`
 * @throws UnavailableError
 */
export async function issueFramingOnPhone(
  ports: PhonePorts,
  code: PhoneCode,
  key: string,
  asked: Omit<IssueFramingRequest, 'key'>,
  actor: Actor,
): Promise<IssueFramingResponse> {
  const imageKey = requireConfirmed(code, key);
  if (code.isFramingIssued || unixTime(ports.clock) >= code.codeExpiresAt) throw codeEnded();
  // Record it first, so that only one of several concurrent requests continues.
  await writeCode(ports, { ...code, isFramingIssued: true });
  return issueFraming(ports, code.userId, { ...asked, key: imageKey }, actor);
}

/**
 * Confirms the upload and stores the picture with the photo. The upload must have been requested in time, but may end later. Repeating
 * the request is no error.
 * @throws ProfileError `phone_code_ended`, and those of `confirmFraming`
 * @throws UnavailableError
 */
export async function confirmFramingOnPhone(
  ports: PhonePorts,
  code: PhoneCode,
  key: string,
  actor: Actor,
): Promise<void> {
  const imageKey = requireConfirmed(code, key);
  if (!code.isFramingIssued) throw codeEnded();
  await storeFramingOf(ports, code.userId, imageKey, actor);
}

/** Returns the key of the photo that the phone has confirmed. */
function requireConfirmed(code: PhoneCode, key: string): string {
  requireKey(code, key);
  if (code.state !== 'done' || code.imageKey === null) throw codeEnded();
  return code.imageKey;
}
