'use client';
// Shows the code as a QR code and an address, and the state of the phone. Closing the dialog ends the code.
import type { Messages } from '@/components/messages/es';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { showPhotoFromPhone } from '@/lib/client/photo-from-phone';
import type { FramingListener } from '@/lib/client/upload/browser-ports';
import { usePhoneAtDesk } from '@/lib/client/use-phone-at-desk';
import type { ProfileResponse } from '@/lib/shared/profile-schema';

export function PhoneDialog({
  words,
  onClose,
  onArrived,
  onFraming,
}: {
  words: Messages['phone'];
  onClose: () => void;
  onArrived: (profile: ProfileResponse) => Promise<void>;
  onFraming: FramingListener;
}) {
  const { code, state, renew } = usePhoneAtDesk((profile) => {
    onClose();
    void showPhotoFromPhone(profile, onArrived, onFraming);
  });
  const isOver = state === 'ended' || state === 'failed';
  return (
    <Dialog
      title={words.dialogTitle}
      onClose={onClose}
      footer={
        <>
          <Button look="secondary" onClick={onClose}>
            {words.close}
          </Button>
          {isOver && <Button onClick={renew}>{words.newCode}</Button>}
        </>
      }
    >
      <div className="flex flex-col items-center gap-4">
        {code && state === 'waiting' && (
          <>
            <p className="text-pretty text-ink-soft">{words.scan}</p>
            {/* White also in the dark theme: readers expect dark modules on a light ground. */}
            <img
              src={`data:image/svg+xml,${encodeURIComponent(code.qr)}`}
              alt={words.qrAlt}
              className="size-[208px] rounded-lg bg-white"
            />
            <p className="text-center text-sm text-balance break-all text-ink-soft">{code.url}</p>
          </>
        )}
        <p role="status" className="text-center text-pretty">
          {words.states[state]}
        </p>
      </div>
    </Dialog>
  );
}
