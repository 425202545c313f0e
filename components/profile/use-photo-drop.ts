// The ways a file comes onto the page: dropped anywhere, chosen by the button, or pasted.
import { useEffect } from 'react';
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

/** @param onFiles told of all files of one drop, choice or paste, the refused ones too */
export function usePhotoDrop(onFiles: (files: File[]) => void): DropzoneState {
  useEffect(() => {
    function paste(event: ClipboardEvent) {
      const image = imageFromClipboard(event);
      // Text goes where it always goes; a file that is no image is taken, to be refused with a sentence.
      const isText = event.clipboardData?.types.includes('text/plain');
      const others = isText ? [] : Array.from(event.clipboardData?.files ?? []);
      const files = image ? [image] : others;
      if (files.length === 0) return;
      event.preventDefault();
      onFiles(files);
    }
    document.addEventListener('paste', paste);
    return () => document.removeEventListener('paste', paste);
  }, [onFiles]);

  return useDropzone({
    accept: ACCEPT,
    maxSize: MAX_UPLOAD_BYTES,
    multiple: false,
    noClick: true,
    noKeyboard: true,
    noPaste: true,
    onDrop: (accepted, rejected) => onFiles([...accepted, ...rejected.map(({ file }) => file)]),
  });
}
