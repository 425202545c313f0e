'use client';
// One button per ID photo. Each opens the editor of that photo, whose code is loaded then.
import { useState } from 'react';
import type { Messages } from '@/components/messages/es';
import { LoadedDialog } from '@/components/profile/loaded-dialog';
import { Button } from '@/components/ui/button';
import type { SeenFace } from '@/lib/client/images/faces/seen-face';
import type { OpenPhoto } from '@/lib/client/images/open-photo';
import type { EditorPorts } from './editor-ports';

type RuleId = keyof Messages['idPhoto']['rules'];

interface Props {
  readonly file: Blob;
  /** Null while it is opening. */
  readonly photo: OpenPhoto | null;
  /** The face to begin with; null if there is none, or it is not known yet. */
  readonly face: SeenFace | null;
  readonly draw: EditorPorts['draw'];
  readonly words: Messages['editor'];
  readonly idPhoto: Messages['idPhoto'];
  readonly loading: Messages['loading'];
}

const loadEditor = () => import('./id-photo-editor');

export function IdPhotoButtons({ photo, loading, ...rest }: Props) {
  const [opened, setOpened] = useState<RuleId | null>(null);
  const close = () => setOpened(null);
  const rules = Object.entries(rest.idPhoto.rules) as [RuleId, { name: string }][];
  return (
    <>
      {rules.map(([id, { name }]) => (
        <Button
          key={id}
          look="quiet"
          className="self-end"
          disabled={!photo}
          onClick={() => setOpened(id)}
        >
          {name}
        </Button>
      ))}
      {photo && opened && (
        <LoadedDialog load={loadEditor} words={loading} onCancel={close}>
          {({ IdPhotoEditor }) => (
            <IdPhotoEditor {...rest} photo={photo} ruleId={opened} onBack={close} />
          )}
        </LoadedDialog>
      )}
    </>
  );
}
