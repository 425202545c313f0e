'use client';
// Frames one photo in the editor, uploads it, and shows the progress.
import { useEffect, useId, useState, useSyncExternalStore } from 'react';
import { CaptureInput } from '@/components/editor/capture-input';
import { loadEditor, openAhead, preloadEditor } from '@/components/editor/load-editor';
import type { Messages } from '@/components/messages/es';
import { Avatar } from '@/components/profile/avatar';
import { LoadedDialog } from '@/components/profile/loaded-dialog';
import { isInProgress, progressOf } from '@/components/profile/portrait';
import { uploadSentence } from '@/components/profile/upload-words';
import { Button, buttonClass } from '@/components/ui/button';
import { FileInput } from '@/components/ui/file-input';
import { CameraIcon, UploadIcon } from '@/components/ui/icons';
import { ProgressRing } from '@/components/ui/progress-ring';
import { namePhoto } from '@/lib/client/name-photo';
import type { PhoneCredentials } from '@/lib/client/phone-api';
import { createPhonePorts } from '@/lib/client/upload/phone-ports';
import { createUploadRunner } from '@/lib/client/upload/run-upload';
import { useAskBeforeUnload, useOnReturn } from '@/lib/client/upload/use-page-events';
import type { PhotoChoice } from '@/lib/client/use-photo-intake';

interface Props {
  credentials: PhoneCredentials;
  /** Called once the code is no longer valid. */
  onEnded: () => void;
  /** Called once the photo has been sent. */
  onSent: () => void;
  initials: string;
  words: Messages;
}

export function PhoneSender({ credentials, onEnded, onSent, initials, words }: Props) {
  const texts = words.phone;
  const [editing, setEditing] = useState<File | null>(null);
  const [preview, setPreview] = useState<string | null>(null);
  const [runner] = useState(() =>
    createUploadRunner(createPhonePorts(credentials, onEnded, onSent)),
  );
  const { dispatch } = runner;
  const running = useSyncExternalStore(runner.subscribe, runner.getState, runner.getState);
  const state = running.name === 'checking' ? running.paused : running;
  useEffect(() => runner.start(), [runner]);
  // A user who has scanned the code is about to choose a photo.
  useEffect(preloadEditor, []);
  useOnReturn(() => dispatch({ type: 'back' }));
  const isSending = isInProgress(state);
  useAskBeforeUnload(editing !== null || isSending, always);
  const chooseId = useId();

  function edit(file: File) {
    openAhead(file);
    setEditing(file);
  }

  function use(file: File, { preview: previewUrl, photo: made, framing }: PhotoChoice) {
    const encoding = { previewUrl };
    const chosenAt = Date.now();
    setEditing(null);
    setPreview(previewUrl);
    dispatch({ type: 'chosen', encoding });
    made.then(
      (shrunk) => {
        const named = namePhoto(shrunk, file.name);
        const photo = { ...named, framing, chosenAt, baseUpdatedAt: null, previewUrl };
        dispatch({ type: 'encoded', encoding, photo });
      },
      () => dispatch({ type: 'encoded', encoding, photo: null }),
    );
  }

  const isDone = state.name === 'done';
  const isOver = state.name === 'failed' && !state.canRetry && state.job !== null;
  return (
    <div className="flex w-full flex-col items-center gap-6">
      <span className="relative">
        <Avatar
          photo={preview ? { src: preview } : null}
          initials={initials}
          alt={preview ? texts.previewAlt : ''}
          size={144}
          className="size-[144px] text-[48px] tracking-tight"
        />
        {isSending && <ProgressRing fraction={progressOf(state)} label={words.upload.progress} />}
      </span>
      <p role="status" className="min-h-12 text-center text-pretty">
        {isDone ? texts.done : uploadSentence(state, words)}
      </p>
      {!isDone && !isSending && !isOver && (
        <div className="flex w-full flex-col gap-3">
          {state.name === 'failed' && state.canRetry && (
            <Button onClick={() => dispatch({ type: 'retry' })}>{words.upload.retry}</Button>
          )}
          <CaptureInput
            label={
              <>
                <CameraIcon />
                {words.photo.take}
              </>
            }
            onFile={edit}
          />
          <label htmlFor={chooseId} className={buttonClass('primary', 'cursor-pointer')}>
            <UploadIcon />
            {words.photo.choose}
            <FileInput id={chooseId} className="sr-only" onFiles={([file]) => file && edit(file)} />
          </label>
        </div>
      )}
      {editing && (
        <LoadedDialog load={loadEditor} words={words.loading} onCancel={() => setEditing(null)}>
          {({ default: PhotoEditor }) => (
            <PhotoEditor
              file={editing}
              keepsFraming
              words={words.editor}
              coach={words.coach}
              idPhoto={words.idPhoto}
              loading={words.loading}
              onUse={(choice) => use(editing, choice)}
              onLeave={() => setEditing(null)}
              onCancel={() => setEditing(null)}
            />
          )}
        </LoadedDialog>
      )}
    </div>
  );
}

const always = () => true;
