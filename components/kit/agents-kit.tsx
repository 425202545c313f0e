'use client';
// The agent's kit, which the page loads when it is opened: contact card, QR code and mail signature.
import { CardPart } from './card-part';
import type { KitProps } from './kit-props';
import { SignaturePart } from './signature-part';

export default function AgentsKit(props: KitProps) {
  return (
    <div className="flex flex-col gap-6">
      <CardPart {...props} />
      <SignaturePart {...props} />
    </div>
  );
}
