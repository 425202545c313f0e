// Accepts files that are dropped anywhere, chosen with the button, or pasted.
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
 * @param take receives all files of one drop, choice or paste, including unsupported ones; an empty list if they cannot be read
 * @param refuseLink called when a link was dropped
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
      // Leave text to the browser. Take files of any type, to refuse them with a message.
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
    // The whole page is the dropzone; do not block dragging text into a field.
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

/** Ignore files while a dialog is open: it would change what the dialog is about. */
function isDialogOpen(): boolean {
  return document.querySelector('dialog[open]') !== null;
}

function isField(target: EventTarget): boolean {
  return target instanceof Element && target.closest('input, textarea') !== null;
}
