'use client';
// The camera button: opens a phone's camera app, or a dialog with the computer's camera.
import { useState } from 'react';
import { CaptureInput } from '@/components/editor/capture-input';
import type { Messages } from '@/components/messages/es';
import { Button } from '@/components/ui/button';
import { CameraIcon } from '@/components/ui/icons';
import { LoadedDialog } from './loaded-dialog';

const loadDialog = () => import('@/components/editor/camera-dialog');

export function CameraButton({
  label,
  words,
  onPhoto,
}: {
  label: string;
  words: Pick<Messages, 'camera' | 'loading'>;
  onPhoto: (file: File) => void;
}) {
  const [isOpen, setOpen] = useState(false);
  const face = (
    <>
      <CameraIcon />
      {label}
    </>
  );
  return (
    <>
      {/* For touch devices, on which `capture` opens the camera. Other browsers open a file dialog. */}
      <CaptureInput label={face} onFile={onPhoto} className="not-touch-only:hidden" />
      <Button look="secondary" className="touch-only:hidden" onClick={() => setOpen(true)}>
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
