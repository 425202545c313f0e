'use client';
// The dialog of the lasting link: its address, its audience, and buttons that renew it or turn it off.
import { type ReactNode, useRef, useState } from 'react';
import { apiErrorSentence } from '@/components/messages/api-error-sentence';
import type { Messages } from '@/components/messages/es';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { FocusedButton } from '@/components/ui/focused-button';
import { LiveText } from '@/components/ui/live-text';
import { TextField } from '@/components/ui/text-field';
import { changeLink, removeLink } from '@/lib/client/api';
import { ApiError } from '@/lib/client/api-error';
import type { LinkAudience, ProfileResponse } from '@/lib/shared/profile-schema';
import { LinkAudienceChoice } from './link-audience-choice';

type Words = Messages['link'];

interface Props {
  link: ProfileResponse['profileImageLink'];
  words: Words;
  onChanged: (profile: ProfileResponse) => Promise<void>;
  onClose: () => void;
}

/** The action that waits for a confirmation. */
type Question = 'renew' | 'end';

interface Outcome {
  text: string;
  isBad?: boolean;
}

export function LinkDialog({ link, words, onChanged, onClose }: Props) {
  const [wanted, setWanted] = useState<LinkAudience>(
    link && link.audience !== 'anyone' ? 'team' : 'anyone',
  );
  const [question, setQuestion] = useState<Question | null>(null);
  const [isBusy, setBusy] = useState(false);
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const field = useRef<HTMLInputElement>(null);

  /** @returns true if the change was made */
  async function make(change: () => Promise<ProfileResponse>, done: string): Promise<boolean> {
    if (isBusy) return false;
    setBusy(true);
    setQuestion(null);
    try {
      await onChanged(await change());
      setOutcome({ text: done });
      return true;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      setOutcome({ text: apiErrorSentence(error, words), isBad: true });
      return false;
    } finally {
      setBusy(false);
    }
  }

  async function choose(audience: LinkAudience): Promise<void> {
    const before = wanted;
    setWanted(audience);
    if (link && !(await make(() => changeLink({ audience }), words.saved))) setWanted(before);
  }

  async function copy(url: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(url);
      setOutcome({ text: words.copied });
    } catch {
      field.current?.select();
      setOutcome({ text: words.notCopied, isBad: true });
    }
  }

  if (question !== null) {
    const isRenewal = question === 'renew';
    const confirm = () =>
      isRenewal
        ? void make(() => changeLink({ audience: wanted, renew: true }), words.renewed)
        : void make(removeLink, words.off);
    return (
      <Dialog
        key={question}
        title={isRenewal ? words.renewTitle : words.offTitle}
        onClose={() => setQuestion(null)}
        footer={
          <>
            <FocusedButton onClick={() => setQuestion(null)}>{words.keep}</FocusedButton>
            <Button look="danger" onClick={confirm}>
              {isRenewal ? words.renewConfirm : words.offConfirm}
            </Button>
          </>
        }
      >
        <p className="text-pretty text-ink-soft">{isRenewal ? words.renewBody : words.offBody}</p>
      </Dialog>
    );
  }

  const turnOn = () => void make(() => changeLink({ audience: wanted }), words.saved);
  return (
    <Dialog
      title={words.title}
      onClose={onClose}
      size="medium"
      footer={
        <>
          <Button look="secondary" onClick={onClose}>
            {words.close}
          </Button>
          {!link && (
            <Button inactive={isBusy} onClick={turnOn}>
              {words.turnOn}
            </Button>
          )}
        </>
      }
    >
      <div className="flex flex-col gap-5">
        {link && (
          <Address url={link.url} words={words} onCopy={() => void copy(link.url)} field={field}>
            <Button look="quiet" inactive={isBusy} onClick={() => setQuestion('renew')}>
              {words.renew}
            </Button>
            <Button look="quiet" inactive={isBusy} onClick={() => setQuestion('end')}>
              {words.turnOff}
            </Button>
          </Address>
        )}
        <LinkAudienceChoice
          value={wanted}
          words={words}
          onChange={(audience) => {
            if (!isBusy) void choose(audience);
          }}
        />
        <p className={`min-h-5 text-sm ${outcome?.isBad ? 'text-danger' : 'text-accent-ink'}`}>
          <LiveText about={outcome} text={outcome?.text ?? ''} />
        </p>
      </div>
    </Dialog>
  );
}

function Address({
  url,
  words,
  onCopy,
  field,
  children,
}: {
  url: string;
  words: Words;
  onCopy: () => void;
  field: React.RefObject<HTMLInputElement | null>;
  children: ReactNode;
}) {
  return (
    <div className="flex flex-col gap-3">
      <TextField
        ref={field}
        label={words.address}
        hint={words.delay}
        value={url}
        readOnly
        onFocus={(event) => event.target.select()}
      />
      <div className="flex flex-wrap gap-2">
        <Button onClick={onCopy}>{words.copy}</Button>
        {children}
      </div>
    </div>
  );
}
