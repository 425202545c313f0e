// The ways a file comes onto the page: dropped anywhere, chosen by the button, or pasted.
import { type DragEvent, useEffect } from 'react';
import { type DropzoneState, useDropzone } from 'react-dropzone';
import { imageFromClipboard } from '@/lib/client/images/paste';
import { MAX_UPLOAD_BYTES } from '@/lib/shared/upload-policy';

const ACCEPT = {
  'image/jpeg': ['.jpg', '.jpeg'],
  'image/png': ['.png'],
  'image/webp': ['.webp'],
  'image/heic': ['.heic'],
  'image/heif': ['.heif'],
};

export type PhotoDrop = Pick<DropzoneState, 'getInputProps' | 'isDragActive' | 'open'> & {
  rootProps: ReturnType<DropzoneState['getRootProps']>;
};

/**
 * @param take told of all files of one drop, choice or paste, the refused ones too; of none where they cannot be read
 * @param refuseLink told of a link that was dropped
 */
export function usePhotoDrop(
  take: (files: File[]) => void,
  refuseLink: () => void,
  className: string,
): PhotoDrop {
  useEffect(() => {
    function paste(event: ClipboardEvent) {
      if (isDialogOpen()) return;
      const image = imageFromClipboard(event);
      // Text goes where it always goes; a file that is no image is taken, to be refused with a sentence.
      const isText = event.clipboardData?.types.includes('text/plain');
      const others = isText ? [] : Array.from(event.clipboardData?.files ?? []);
      const files = image ? [image] : others;
      if (files.length === 0) return;
      event.preventDefault();
      take(files);
    }
    document.addEventListener('paste', paste);
    return () => document.removeEventListener('paste', paste);
  }, [take]);

  const { getRootProps, getInputProps, isDragActive, open } = useDropzone({
    accept: ACCEPT,
    maxSize: MAX_UPLOAD_BYTES,
    multiple: false,
    noClick: true,
    noKeyboard: true,
    noPaste: true,
    // The page is all dropzone; beyond that it would keep text from being dragged into a field.
    preventDropOnDocument: false,
    onDrop: (accepted, rejected) => {
      if (!isDialogOpen()) take([...accepted, ...rejected.map(({ file }) => file)]);
    },
    onError: () => take([]),
  });

  // The dropzone would take every drag for its own, and then no text could be dragged into a field.
  const leaveOthers = (event: DragEvent) => {
    const { types } = event.dataTransfer;
    if (types.includes('Files')) return;
    event.stopPropagation();
    if (!types.includes('text/uri-list') || isField(event.target)) return;
    // A browser would follow the link, away from the page.
    event.preventDefault();
    if (event.type === 'drop' && !isDialogOpen()) refuseLink();
  };
  const rootProps = getRootProps({
    className,
    role: undefined,
    tabIndex: undefined,
    onDragEnter: leaveOthers,
    onDragOver: leaveOthers,
    onDragLeave: leaveOthers,
    onDrop: leaveOthers,
  });
  return { rootProps, getInputProps, isDragActive, open };
}

/** Behind a dialog nothing is taken: it would change what the dialog is about, or be said where nobody sees it. */
function isDialogOpen(): boolean {
  return document.querySelector('dialog[open]') !== null;
}

function isField(target: EventTarget): boolean {
  return target instanceof Element && target.closest('input, textarea') !== null;
}
