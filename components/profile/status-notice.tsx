// The notices about the photo, one for each case.
import { fill } from '@/components/i18n/fill';
import type { Messages } from '@/components/messages/es';
import { Button } from '@/components/ui/button';
import { UndoIcon } from '@/components/ui/icons';
import type { PhotoUpload } from '@/lib/client/upload/use-photo-upload';
import type { PhotoChanges } from '@/lib/client/use-photo-changes';
import type { PhotoIntake } from '@/lib/client/use-photo-intake';
import type { StatusNotice } from './photo-status';
import { refusalSentence } from './refusal-words';
import { uploadNotice } from './upload-notice';
import { changeErrorSentence, changeSentence } from './upload-words';

interface Happening {
  intake: PhotoIntake;
  upload: PhotoUpload;
  changes: PhotoChanges;
}

/** Returns the notice to show; null if there is nothing to say. Newer activity has already cleared older notices. */
export function statusNotice(
  { intake, upload, changes }: Happening,
  words: Messages,
): StatusNotice | null {
  return (
    intakeNotice(intake, words) ??
    workingNotice(changes, words) ??
    uploadNotice(upload, words) ??
    changeNotice(changes, words)
  );
}

function intakeNotice(
  { refusal, setAside, adjust, dismiss }: PhotoIntake,
  words: Messages,
): StatusNotice | null {
  const close = { label: words.photo.closeNotice, onClick: dismiss };
  if (refusal) {
    const sentence = refusalSentence(refusal, words.refusal);
    const title = words.refusal.title;
    return { tone: 'bad', title, sentence, about: refusal, isAnswer: true, close };
  }
  if (!setAside) return null;
  return {
    tone: 'wait',
    sentence: fill(words.photo.setAside, { file: setAside.name }),
    about: setAside,
    isAnswer: false,
    close,
    actions: (
      <Button look="secondary" onClick={() => adjust(setAside)}>
        {words.photo.resume}
      </Button>
    ),
  };
}

/** Shown as soon as the user clicks, so that only the text changes when the response arrives. */
function workingNotice({ isBusy }: PhotoChanges, words: Messages): StatusNotice | null {
  if (!isBusy) return null;
  return { tone: 'busy', sentence: words.change.working, about: 'working', isAnswer: true };
}

function changeNotice(changes: PhotoChanges, words: Messages): StatusNotice | null {
  const { last, error, undo, retry, dismiss } = changes;
  const close = { label: words.photo.closeNotice, onClick: dismiss };
  if (error) {
    return {
      tone: 'bad',
      sentence: changeErrorSentence(error, words.change),
      about: error,
      isAnswer: false,
      close,
      actions: (
        <Button look="secondary" onClick={() => void retry()}>
          {words.change.retry}
        </Button>
      ),
    };
  }
  if (!last) return null;
  return {
    tone: 'good',
    sentence: changeSentence(last, words),
    about: last,
    isAnswer: false,
    close,
    actions: last.kind !== 'undone' && (
      <Button look="quiet" className="-ml-[17px] forced-colors:ml-0" onClick={() => void undo()}>
        <UndoIcon />
        {words.change.undo}
      </Button>
    ),
  };
}
