'use client';
import { fill } from '@/components/i18n/fill';
import type { Messages } from '@/components/messages/es';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { ProgressBar } from '@/components/ui/progress-bar';
// The upload's progress, with cancel and retry.
import type { PhotoUpload } from '@/lib/client/upload/use-photo-upload';
import { fractionDone } from './portrait';
import { SignInLink } from './sign-in-link';
import { uploadSentence } from './upload-words';

export function UploadStatus({ upload, words }: { upload: PhotoUpload; words: Messages }) {
  const { state, cancel, retry } = upload;
  const sentence = uploadSentence(state, words);
  const ui = words.upload;
  switch (state.name) {
    case 'idle':
    case 'done':
      return null;
    case 'preparing':
    case 'issuing':
    case 'sending':
    case 'confirming': {
      const fraction = fractionDone(state);
      return (
        // Keep the layout when the button disappears.
        <div className="flex min-h-24 flex-col justify-center gap-1.5 rounded-xl bg-sunken/60 px-4 py-2.5 text-sm sm:min-h-20">
          <div className="flex min-h-8 flex-wrap items-center justify-between gap-x-3 gap-y-1">
            <span className="font-medium">{sentence}</span>
            {state.name !== 'confirming' && (
              <Button look="secondary" className="min-h-8! px-3 py-1!" onClick={cancel}>
                {ui.cancel}
              </Button>
            )}
          </div>
          <div className="flex items-center gap-3">
            <ProgressBar fraction={fraction} label={ui.progress} />
            <span className="min-w-[6ch] whitespace-nowrap text-ink-soft tabular-nums">
              {fill(ui.percent, { percent: Math.round(fraction * 100) })}
            </span>
          </div>
        </div>
      );
    }
    case 'asking':
      return (
        <Notice
          tone="wait"
          actions={
            <>
              <Button look="secondary" onClick={retry}>
                {ui.useKept}
              </Button>
              <Button look="quiet" onClick={cancel}>
                {ui.dropKept}
              </Button>
            </>
          }
        >
          {sentence}
        </Notice>
      );
    case 'waiting':
    case 'offline':
      return (
        <Notice
          tone="wait"
          actions={
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
          }
        >
          {sentence}
        </Notice>
      );
    case 'signed-out':
      return (
        <Notice
          tone="wait"
          actions={
            <>
              <SignInLink>{words.profile.signInAgain}</SignInLink>
              <Button look="quiet" onClick={cancel}>
                {ui.dismiss}
              </Button>
            </>
          }
        >
          {sentence}
        </Notice>
      );
    case 'failed':
      return (
        <Notice
          tone="bad"
          title={ui.failedTitle}
          actions={
            <>
              {state.canRetry && (
                <Button look="secondary" onClick={retry}>
                  {state.failure.kind === 'superseded' ? ui.useThis : ui.retry}
                </Button>
              )}
              <Button look="quiet" onClick={cancel}>
                {ui.dismiss}
              </Button>
            </>
          }
        >
          {sentence}
        </Notice>
      );
  }
}
