// Uppy with its S3 plugin and a file input, without its dashboard.
import AwsS3 from '@uppy/aws-s3';
import Uppy from '@uppy/core';
import { show, sign } from './show';

/** @returns the instance, for further plugins */
export function startUppy() {
  let view = '';
  const uppy = new Uppy({ autoProceed: true });
  uppy.use(AwsS3, {
    shouldUseMultipart: false,
    async signRequest({ contentType }) {
      const urls = await sign(contentType);
      view = urls.view;
      return { url: urls.put };
    },
  });
  uppy.on('upload-success', () => show(view));
  const input = document.createElement('input');
  input.type = 'file';
  input.addEventListener('change', () => {
    const [file] = input.files;
    uppy.addFile({ name: file.name, type: file.type, data: file });
  });
  document.body.append(input);
  return uppy;
}
