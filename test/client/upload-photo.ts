// A photo to upload, for the tests of the upload.
import type { Photo } from '@/lib/client/upload/upload-state';

export const PHOTO: Photo = {
  blob: new Blob(['x']),
  contentType: 'image/webp',
  fileName: 'yo.webp',
  chosenAt: 0,
  baseUpdatedAt: null,
  previewUrl: 'blob:1',
};
