// react-dropzone with a PUT to the URL of getSignedUrl.
import { createRoot } from 'react-dom/client';
import { useDropzone } from 'react-dropzone';
import { show, sign } from './show';

/** @param prepare makes the blob to send from the chosen file */
export function startDropzone(prepare) {
  const place = document.createElement('div');
  document.body.append(place);
  createRoot(place).render(<Page prepare={prepare} />);
}

function Page({ prepare }) {
  const { getRootProps, getInputProps } = useDropzone({
    async onDrop([file]) {
      const blob = await prepare(file);
      const { put, view } = await sign(blob.type);
      await fetch(put, { method: 'PUT', headers: { 'content-type': blob.type }, body: blob });
      show(view);
    },
  });
  return (
    <div {...getRootProps()}>
      <input {...getInputProps()} />
    </div>
  );
}
