// Takes files that are dropped anywhere on the page, or pasted.
import { type DragEvent, useEffect } from 'react';
import { type DropzoneState, useDropzone } from 'react-dropzone';
import { preloadEditor } from '@/components/editor/load-editor';
import { readPaste } from '@/lib/client/read-paste';

type PhotoDrop = Pick<DropzoneState, 'isDragActive'> & {
  rootProps: ReturnType<DropzoneState['getRootProps']>;
};

/**
 * @param take receives all files of one drop or paste, including unsupported ones; an empty list if they cannot be read
 * @param refuseLink called for a link to a picture instead of a file
 */
export function usePhotoDrop(
  take: (files: File[]) => void,
  refuseLink: () => void,
  className: string,
): PhotoDrop {
  useEffect(() => {
    function paste(event: ClipboardEvent) {
      if (isDialogOpen()) return;
      const pasted = readPaste(event);
      if (pasted === null) return;
      event.preventDefault();
      if (pasted === 'link') refuseLink();
      else take(pasted);
    }
    document.addEventListener('paste', paste);
    return () => document.removeEventListener('paste', paste);
  }, [take, refuseLink]);

  const { getRootProps, isDragActive } = useDropzone({
    noClick: true,
    noKeyboard: true,
    noPaste: true,
    // The whole page is the dropzone; do not block dragging text into a field.
    preventDropOnDocument: false,
    onDrop: (files) => {
      if (!isDialogOpen()) take(files);
    },
    onError: () => take([]),
  });

  // The dropzone would handle every drag, and then no text could be dragged into a field.
  const leaveOthers = (event: DragEvent) => {
    const { types } = event.dataTransfer;
    if (types.includes('Files')) {
      if (event.type === 'dragenter') preloadEditor();
      return;
    }
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
  return { rootProps, isDragActive };
}

/** Ignore files while a dialog is open: another photo would replace the one that the dialog asks about. */
function isDialogOpen(): boolean {
  return document.querySelector('dialog[open]') !== null;
}

function isField(target: EventTarget): boolean {
  return target instanceof Element && target.closest('input, textarea') !== null;
}
