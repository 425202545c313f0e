// react-dropzone and getSignedUrl, with browser-image-compression at the size and the quality of the app's uploads.
import imageCompression from 'browser-image-compression';
import { startDropzone } from './start-dropzone';

startDropzone((file) =>
  imageCompression(file, {
    maxWidthOrHeight: 1024,
    fileType: 'image/webp',
    initialQuality: 0.82,
    useWebWorker: true,
    // The worker would load the library from a CDN.
    libURL: new URL('/browser-image-compression.js', location.href).href,
  }),
);
