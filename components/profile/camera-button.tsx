'use client';
// The way to take a picture: the phone's own camera app, or a dialog with the computer's camera.
import { useEffect, useState } from 'react';
import { CaptureInput, hasCaptureCamera } from '../editor/capture-input';
import type { Messages } from '../messages/es';
import { Button } from '../ui/button';
import { CameraIcon } from '../ui/icons';
import { LoadedDialog } from './loaded-dialog';

const loadDialog = () => import('../editor/camera-dialog');

export function CameraButton({
  label,
  words,
  onPhoto,
}: {
  label: string;
  words: Pick<Messages, 'camera' | 'loading'>;
  onPhoto: (file: File) => void;
}) {
  const [isPhone, setPhone] = useState(false);
  const [isOpen, setOpen] = useState(false);
  useEffect(() => setPhone(hasCaptureCamera()), []);

  const face = (
    <>
      <CameraIcon />
      {label}
    </>
  );
  if (isPhone) return <CaptureInput label={face} onFile={onPhoto} />;
  return (
    <>
      <Button look="secondary" onClick={() => setOpen(true)}>
        {face}
      </Button>
      {isOpen && (
        <LoadedDialog load={loadDialog} words={words.loading} onCancel={() => setOpen(false)}>
          {({ default: CameraDialog }) => (
            <CameraDialog
              words={words.camera}
              onCancel={() => setOpen(false)}
              onPhoto={(file) => {
                setOpen(false);
                onPhoto(file);
              }}
            />
          )}
        </LoadedDialog>
      )}
    </>
  );
}
