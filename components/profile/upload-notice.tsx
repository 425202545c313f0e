// The notice about an upload, with its cancel and retry buttons.
import type { Messages } from '@/components/messages/es';
import { Button } from '@/components/ui/button';
import type { PhotoUpload } from '@/lib/client/upload/use-photo-upload';
import type { StatusNotice } from './photo-status';
import { SignInLink } from './sign-in-link';
import { uploadSentence } from './upload-words';

/** Returns null if no upload is under way and none has failed. */
export function uploadNotice(
  { state, cancel, retry }: PhotoUpload,
  words: Messages,
): StatusNotice | null {
  const ui = words.upload;
  const sentence = uploadSentence(state, words);
  const rest = { sentence, about: sentence, isAnswer: false };
  const cancelButton = (
    <Button look="quiet" className="-ml-[17px] forced-colors:ml-0" onClick={cancel}>
      {ui.cancel}
    </Button>
  );
  switch (state.name) {
    case 'idle':
    case 'done':
      return null;
    case 'preparing':
    case 'issuing':
    case 'sending':
      return {
        ...rest,
        tone: 'busy',
        isAnswer: state.name === 'preparing',
        actions: cancelButton,
      };
    case 'confirming':
      return { ...rest, tone: 'busy' };
    case 'asking':
      return {
        ...rest,
        tone: 'wait',
        actions: (
          <>
            <Button look="secondary" onClick={retry}>
              {ui.useKept}
            </Button>
            <Button look="quiet" onClick={cancel}>
              {ui.dropKept}
            </Button>
          </>
        ),
      };
    case 'waiting':
    case 'offline':
      return {
        ...rest,
        tone: 'wait',
        actions: (
          <>
            {!(state.name === 'waiting' && state.retryAfter !== null) && (
              <Button look="secondary" onClick={retry}>
                {ui.retryNow}
              </Button>
            )}
            <Button look="quiet" onClick={cancel}>
              {ui.cancel}
            </Button>
          </>
        ),
      };
    case 'signed-out':
      return {
        ...rest,
        tone: 'wait',
        close: { label: ui.dismiss, onClick: cancel },
        actions: <SignInLink>{words.profile.signInAgain}</SignInLink>,
      };
    case 'failed':
      return {
        ...rest,
        tone: 'bad',
        title: ui.failedTitle,
        close: { label: ui.dismiss, onClick: cancel },
        actions: state.canRetry && (
          <Button look="secondary" onClick={retry}>
            {state.failure.kind === 'superseded' ? ui.useThis : ui.retry}
          </Button>
        ),
      };
  }
}
