'use client';
// Frames an opened photo for an official document, and saves it as a file and as a sheet to print. Nothing is sent.
import { useEffect, useReducer, useState } from 'react';
import { fill } from '@/components/i18n/fill';
import type { Messages } from '@/components/messages/es';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { type DownloadedFile, saveFile } from '@/lib/client/download-file';
import { aspectOf, frameHead } from '@/lib/client/id-photo/frame-head';
import { type IdPhotoFile, makeFile } from '@/lib/client/id-photo/make-files';
import { ID_PHOTO_RULES, type IdPhotoRuleId } from '@/lib/client/id-photo/rules';
import { cropOf } from '@/lib/client/images/crop-geometry';
import { openCrop, reduceCrop } from '@/lib/client/images/crop-state';
import type { SeenFace } from '@/lib/client/images/faces/seen-face';
import type { OpenPhoto } from '@/lib/client/images/open-photo';
import { type MakeRaster, pageRaster } from '@/lib/client/images/raster';
import type { EditorPorts } from './editor-ports';
import { Framing } from './framing';
import { IdPhotoFrame } from './id-photo-frame';

interface Props {
  readonly ruleId: IdPhotoRuleId;
  readonly file: Blob;
  readonly photo: OpenPhoto;
  readonly face: SeenFace | null;
  readonly draw: EditorPorts['draw'];
  readonly words: Messages['editor'];
  readonly idPhoto: Messages['idPhoto'];
  /** The owner then unmounts it. */
  readonly onBack: () => void;
  readonly make?: MakeRaster;
  readonly save?: (file: DownloadedFile) => void;
}

type Saving =
  | { readonly status: 'idle' | 'working' | 'failed' }
  | { readonly status: 'saved'; readonly file: string };

const ENDINGS: Record<IdPhotoFile, string> = { photo: 'jpg', sheetPdf: 'pdf', sheetJpeg: 'jpg' };

export function IdPhotoEditor(props: Props) {
  const { ruleId, photo, face, words, idPhoto, onBack, make = pageRaster, save = saveFile } = props;
  const rule = ID_PHOTO_RULES[ruleId];
  const texts = idPhoto.rules[ruleId];
  const { width, height } = photo;
  const [state, dispatch] = useReducer(reduceCrop, null, () => {
    const opened = openCrop({ width, height }, aspectOf(rule));
    const frame = face && frameHead(photo, face, rule);
    return frame ? { ...opened, view: frame, frame } : opened;
  });
  const crop = cropOf(state.picture, state.view);
  const [saving, setSaving] = useState<Saving>({ status: 'idle' });

  // A face that is found later.
  const isFramed = state.frame !== null;
  useEffect(() => {
    if (face && !isFramed) dispatch({ type: 'found', frame: frameHead(photo, face, rule) });
  }, [face, isFramed, photo, rule]);

  async function download(kind: IdPhotoFile): Promise<void> {
    setSaving({ status: 'working' });
    try {
      const cut = await photo.cut(crop, rule.sizePx);
      const blob = await makeFile(kind, cut, rule, make).finally(() => cut.close());
      const name = `${kind === 'photo' ? texts.photoFile : texts.sheetFile}.${ENDINGS[kind]}`;
      save({ name, blob });
      setSaving({ status: 'saved', file: name });
    } catch {
      setSaving({ status: 'failed' });
    }
  }

  const said =
    (saving.status === 'saved' && fill(idPhoto.saved, { file: saving.file })) ||
    (saving.status === 'failed' && idPhoto.failed);
  const button = (kind: IdPhotoFile, look: 'primary' | 'secondary') => (
    <Button look={look} inactive={saving.status === 'working'} onClick={() => void download(kind)}>
      {texts[kind]}
    </Button>
  );
  return (
    <Dialog
      size="large"
      title={texts.name}
      onClose={onBack}
      footer={
        <>
          <p role="status" className={said ? 'w-full text-right text-sm text-pretty' : 'sr-only'}>
            {said}
          </p>
          <Button look="secondary" onClick={onBack}>
            {idPhoto.back}
          </Button>
          {button('photo', 'primary')}
        </>
      }
    >
      <Framing
        {...{ photo, state, dispatch, words }}
        file={props.file}
        draw={props.draw}
        frame={<IdPhotoFrame rule={rule} />}
        under={
          <p role="status" className="min-h-5 text-center text-sm text-pretty text-ink">
            {crop.size < rule.sizePx.height ? idPhoto.small : ''}
          </p>
        }
        about={
          <p className="text-ink">
            {texts.about} {idPhoto.guides}
          </p>
        }
        note={idPhoto.note}
      >
        <div className="flex flex-wrap gap-2">
          {button('sheetPdf', 'secondary')}
          {button('sheetJpeg', 'secondary')}
        </div>
      </Framing>
    </Dialog>
  );
}
