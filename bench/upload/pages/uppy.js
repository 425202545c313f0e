// Uppy with its S3 plugin, as it is.
import { startUppy } from './start-uppy';

startUppy();
