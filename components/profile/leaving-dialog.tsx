// Asks before signing out during an upload, which may complete meanwhile.
import type { Messages } from '@/components/messages/es';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import type { SignOut } from './use-sign-out';

export function LeavingDialog({
  signOut: { stage, isLosing, goOn, stay },
  words,
}: {
  signOut: SignOut;
  words: Messages['leaving'];
}) {
  if (stage !== 'asking') return null;
  return (
    <Dialog
      title={isLosing ? words.title : words.arrivedTitle}
      onClose={stay}
      footer={
        <>
          <Button look="secondary" onClick={stay}>
            {words.stay}
          </Button>
          <Button look={isLosing ? 'danger' : 'primary'} onClick={goOn}>
            {isLosing ? words.leave : words.signOut}
          </Button>
        </>
      }
    >
      <p role="status" className="text-ink-soft">
        {isLosing ? words.body : words.arrivedBody}
      </p>
    </Dialog>
  );
}
