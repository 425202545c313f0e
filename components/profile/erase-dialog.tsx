'use client';
// Deletes everything that is stored about the user, after they type a word; then says what was deleted.
import { useEffect, useState } from 'react';
import { fill, formatMoment } from '@/components/i18n/fill';
import type { Messages } from '@/components/messages/es';
import { Button, buttonClass } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { FocusedButton } from '@/components/ui/focused-button';
import { TextField } from '@/components/ui/text-field';
import { eraseData } from '@/lib/client/api';
import { signOut } from '@/lib/client/sign-out';
import type { EraseDataResponse } from '@/lib/shared/profile-schema';
import type { SignOutGuard } from './use-sign-out';

interface Props {
  userId: string;
  guard: SignOutGuard;
  words: Messages['data'];
  locale: string;
  onClose: () => void;
}

export function EraseDialog({ userId, guard, words, locale, onClose }: Props) {
  const [typed, setTyped] = useState('');
  const [stage, setStage] = useState<'asking' | 'wrong' | 'erasing' | 'failed'>('asking');
  const [result, setResult] = useState<EraseDataResponse | null>(null);

  async function erase() {
    if (stage === 'erasing') return;
    if (typed.trim().toLocaleUpperCase(locale) !== words.confirmWord) {
      setStage('wrong');
      return;
    }
    setStage('erasing');
    try {
      const erased = await eraseData(userId);
      // A photo that is kept in this browser must not be sent.
      await guard.leave();
      setResult(erased);
    } catch {
      setStage('failed');
    }
  }

  if (result) return <Erased result={result} words={words} locale={locale} />;
  return (
    <Dialog
      title={words.eraseTitle}
      onClose={() => stage !== 'erasing' && onClose()}
      footer={
        <>
          <Button look="secondary" inactive={stage === 'erasing'} onClick={onClose}>
            {words.cancel}
          </Button>
          <Button look="danger" inactive={stage === 'erasing'} onClick={() => void erase()}>
            {stage === 'erasing' ? words.erasing : words.eraseConfirm}
          </Button>
        </>
      }
    >
      <form
        // Room for the focus ring, which the scrolling dialog would cut.
        className="flex flex-col gap-4 p-1"
        onSubmit={(event) => {
          event.preventDefault();
          void erase();
        }}
      >
        <p className="text-pretty text-ink-soft">{words.eraseBody}</p>
        <TextField
          label={fill(words.typeWord, { word: words.confirmWord })}
          value={typed}
          autoComplete="off"
          autoCapitalize="characters"
          onChange={(event) => {
            setTyped(event.target.value);
            if (stage === 'wrong') setStage('asking');
          }}
          error={stage === 'wrong' ? fill(words.wrongWord, { word: words.confirmWord }) : undefined}
        />
        <p role="alert" className="text-sm text-danger empty:hidden">
          {stage === 'failed' && words.eraseFailed}
        </p>
      </form>
    </Dialog>
  );
}

function Erased({
  result,
  words,
  locale,
}: Pick<Props, 'words' | 'locale'> & { result: EraseDataResponse }) {
  const { certificate } = result;
  const file = useObjectUrl(certificate);
  async function leave() {
    // If the network fails, the cookie of the deleted user is invalid anyway.
    window.location.assign(await signOut().catch(() => '/sign-in'));
  }
  return (
    <Dialog
      title={result.complete ? words.erasedTitle : words.incompleteTitle}
      onClose={() => void leave()}
      footer={
        <>
          {file !== null && (
            <a href={file} download={words.certificateFile} className={buttonClass('secondary')}>
              {words.saveCertificate}
            </a>
          )}
          <FocusedButton onClick={() => void leave()}>{words.leave}</FocusedButton>
        </>
      }
    >
      <div role="status" className="flex flex-col gap-3 text-pretty text-ink-soft">
        <p>
          {fill(words.erased, {
            time: formatMoment(result.erasedAt, locale),
            images: result.images,
            files: result.objects,
          })}
        </p>
        {!result.complete && <p>{words.incomplete}</p>}
        {certificate !== null && <p>{words.certificate}</p>}
      </div>
    </Dialog>
  );
}

function useObjectUrl(text: string | null): string | null {
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    if (text === null) return;
    const made = URL.createObjectURL(new Blob([text], { type: 'application/jwt' }));
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [text]);
  return url;
}
