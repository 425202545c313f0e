'use client';
// A dialog that takes a picture with the computer's camera.
import { useEffect, useRef, useState } from 'react';
import type { Messages } from '@/components/messages/es';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { FocusedButton } from '@/components/ui/focused-button';
import { browserCamera, type CameraPorts } from './camera-ports';
import { type CameraState, useCamera } from './use-camera';

interface CameraDialogProps {
  readonly words: Messages['camera'];
  /** Receives the picture, a JPEG. The owner then stops rendering the dialog. */
  readonly onPhoto: (file: File) => void;
  /** Escape or "cancel". The owner then stops rendering the dialog, which turns the camera off. */
  readonly onCancel: () => void;
  readonly ports?: CameraPorts;
}

interface Shot {
  readonly file: File;
  readonly url: string;
}

export default function CameraDialog(props: CameraDialogProps) {
  const { words, onPhoto, onCancel, ports = browserCamera } = props;
  const [shot, setShot] = useShot();
  // Turn the camera, and its light, off while the user reviews the picture.
  const { state, retry, fail } = useCamera(shot === null, ports.start);
  const video = useRef<HTMLVideoElement>(null);
  // The stream starts a moment before its first frame arrives.
  const [hasFrame, setHasFrame] = useState(false);

  function again(): void {
    setHasFrame(false);
    retry();
  }

  async function take(): Promise<void> {
    if (!video.current) return;
    try {
      setShot(await ports.capture(video.current));
      setHasFrame(false);
    } catch (error) {
      fail(error);
    }
  }

  return (
    <Dialog
      size="medium"
      title={words.title}
      onClose={onCancel}
      footer={
        <>
          <Button look="secondary" onClick={onCancel}>
            {words.cancel}
          </Button>
          {shot ? (
            <>
              <Button look="secondary" onClick={() => setShot(null)}>
                {words.retake}
              </Button>
              <FocusedButton onClick={() => onPhoto(shot.file)}>{words.use}</FocusedButton>
            </>
          ) : (
            <Actions
              words={words}
              state={state}
              hasFrame={hasFrame}
              onTake={take}
              onRetry={again}
            />
          )}
        </>
      }
    >
      <div className="relative mx-auto aspect-4/3 max-h-[60dvh] max-w-full overflow-hidden rounded-xl bg-black">
        {shot ? (
          <img src={shot.url} alt={words.taken} className="size-full object-contain" />
        ) : (
          <View words={words} state={state} video={video} onFrame={() => setHasFrame(true)} />
        )}
      </div>
    </Dialog>
  );
}

function Actions(props: {
  words: Messages['camera'];
  state: CameraState;
  hasFrame: boolean;
  onTake: () => Promise<void>;
  onRetry: () => void;
}) {
  const { words, state, hasFrame, onTake, onRetry } = props;
  if (state.status === 'failed') {
    return <FocusedButton onClick={onRetry}>{words.retry}</FocusedButton>;
  }
  if (!hasFrame) return <Button disabled>{words.take}</Button>;
  return <FocusedButton onClick={() => void onTake()}>{words.take}</FocusedButton>;
}

function View(props: {
  words: Messages['camera'];
  state: CameraState;
  video: React.RefObject<HTMLVideoElement | null>;
  onFrame: () => void;
}) {
  const { words, state, video, onFrame } = props;
  const stream = state.status === 'live' ? state.stream : null;
  useEffect(() => {
    if (video.current) video.current.srcObject = stream;
  }, [stream, video]);

  if (state.status === 'failed') {
    const { title, text } = problemWords(words, state.problem);
    return (
      <div
        role="alert"
        className="flex size-full flex-col justify-center gap-2 overflow-y-auto bg-sunken p-6 text-center"
      >
        <p className="font-medium">{title}</p>
        <p className="text-sm text-pretty text-ink-soft">{text}</p>
      </div>
    );
  }
  return (
    <>
      {/* Mirrored like a mirror; the picture itself is not mirrored. */}
      <video
        ref={video}
        autoPlay
        playsInline
        muted
        onLoadedData={onFrame}
        aria-label={words.live}
        className="size-full -scale-x-100 object-contain"
      />
      <p
        role="status"
        className="pointer-events-none absolute inset-0 grid place-items-center p-6 text-center text-sm text-white"
      >
        {state.status === 'starting' ? words.starting : ''}
      </p>
    </>
  );
}

function problemWords(words: Messages['camera'], problem: 'denied' | 'missing' | 'busy') {
  switch (problem) {
    case 'denied':
      return { title: words.deniedTitle, text: words.denied };
    case 'missing':
      return { title: words.missingTitle, text: words.missing };
    case 'busy':
      return { title: words.busyTitle, text: words.busy };
  }
}

/** The picture and its object URL, which is revoked with it. */
function useShot() {
  const [shot, setShot] = useState<Shot | null>(null);
  const url = shot?.url;
  useEffect(() => {
    return () => {
      if (url) URL.revokeObjectURL(url);
    };
  }, [url]);
  const set = (file: File | null) =>
    setShot(file ? { file, url: URL.createObjectURL(file) } : null);
  return [shot, set] as const;
}
