// Asks whether to sign out while a photo is on its way; it may arrive meanwhile.
import type { Messages } from '../messages/es';
import { Button } from '../ui/button';
import { Dialog } from '../ui/dialog';
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
    <Dialog title={isLosing ? words.title : words.arrivedTitle} onClose={stay}>
      <p role="status" className="mt-2 text-ink-soft">
        {isLosing ? words.body : words.arrivedBody}
      </p>
      <div className="mt-6 flex flex-wrap justify-end gap-2">
        <Button look="secondary" onClick={stay}>
          {words.stay}
        </Button>
        <Button look={isLosing ? 'danger' : 'primary'} onClick={goOn}>
          {isLosing ? words.leave : words.signOut}
        </Button>
      </div>
    </Dialog>
  );
}
