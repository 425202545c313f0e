// Uppy with its S3 plugin and its Compressor, at the size and the quality of the app's uploads.
import Compressor from '@uppy/compressor';
import { startUppy } from './start-uppy';

startUppy().use(Compressor, {
  maxWidth: 1024,
  maxHeight: 1024,
  mimeType: 'image/webp',
  quality: 0.82,
});
