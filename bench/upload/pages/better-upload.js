// better-upload, as it is.
import { uploadFile } from '@better-upload/client';
import { show } from './show';

const input = document.createElement('input');
input.type = 'file';
input.addEventListener('change', async () => {
  const { metadata } = await uploadFile({
    api: '/api/better-upload',
    route: 'photo',
    file: input.files[0],
  });
  show(metadata.view);
});
document.body.append(input);
