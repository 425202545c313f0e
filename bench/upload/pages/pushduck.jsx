// pushduck, as it is.
import { useUploadRoute } from 'pushduck/client';
import { useEffect } from 'react';
import { createRoot } from 'react-dom/client';
import { show } from './show';

function Page() {
  const { uploadFiles, files } = useUploadRoute('photo', { endpoint: '/api/pushduck' });
  const url = files[0]?.presignedUrl;
  useEffect(() => {
    if (url) show(url);
  }, [url]);
  return <input type="file" onChange={(event) => uploadFiles([...event.target.files])} />;
}

const place = document.createElement('div');
document.body.append(place);
createRoot(place).render(<Page />);
