'use client';
// The agent's kit, which the page loads when it is opened: contact card, QR code and mail signature.
import type { Messages } from '@/components/messages/es';
import type { ProfileResponse } from '@/lib/shared/profile-schema';
import { CardPart } from './card-part';
import { SignaturePart } from './signature-part';

export interface KitProps {
  profile: ProfileResponse;
  words: Messages['kit'];
  /** Called with the profile after the link was turned on. */
  onChanged: (profile: ProfileResponse) => Promise<void>;
}

export default function AgentsKit(props: KitProps) {
  return (
    <div className="flex flex-col gap-6">
      <CardPart {...props} />
      <SignaturePart {...props} />
    </div>
  );
}
