// react-dropzone and getSignedUrl, as it is.
import { startDropzone } from './start-dropzone';

startDropzone((file) => file);
