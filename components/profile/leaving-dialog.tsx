// Asks whether to sign out while a photo is on its way.
import type { Messages } from '../messages/es';
import { Button } from '../ui/button';
import { Dialog } from '../ui/dialog';
import type { SignOut } from './use-sign-out';

export function LeavingDialog({
  signOut: { stage, goOn, stay },
  words,
}: {
  signOut: SignOut;
  words: Messages['leaving'];
}) {
  if (stage !== 'asking') return null;
  return (
    <Dialog title={words.title} onClose={stay}>
      <p className="mt-2 text-ink-soft">{words.body}</p>
      <div className="mt-6 flex flex-wrap justify-end gap-2">
        <Button look="secondary" onClick={stay}>
          {words.stay}
        </Button>
        <Button look="danger" onClick={goOn}>
          {words.leave}
        </Button>
      </div>
    </Dialog>
  );
}
