// Asks before signing out with something unsaved. An upload may complete meanwhile.
import type { Messages } from '@/components/messages/es';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import type { SignOut } from './use-sign-out';

export function LeavingDialog({
  signOut: { stage, unsaved, goOn, stay },
  words,
}: {
  signOut: SignOut;
  words: Messages['leaving'];
}) {
  if (stage !== 'asking') return null;
  const { title, body, leave } = textsFor(unsaved, words);
  return (
    <Dialog
      title={title}
      onClose={stay}
      footer={
        <>
          <Button look="secondary" onClick={stay}>
            {words.stay}
          </Button>
          <Button look={unsaved ? 'danger' : 'primary'} onClick={goOn}>
            {leave}
          </Button>
        </>
      }
    >
      <p role="status" className="text-ink-soft">
        {body}
      </p>
    </Dialog>
  );
}

function textsFor(unsaved: SignOut['unsaved'], words: Messages['leaving']) {
  switch (unsaved) {
    case 'photo':
      return { title: words.title, body: words.body, leave: words.leave };
    case 'details':
      return { title: words.detailsTitle, body: words.detailsBody, leave: words.detailsLeave };
    case null:
      return { title: words.arrivedTitle, body: words.arrivedBody, leave: words.signOut };
  }
}
