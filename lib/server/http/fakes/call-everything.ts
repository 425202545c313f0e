// A process of its own that calls the handlers and logs as the product does: what it prints on standard output is its log. On
// standard error it tells what must not be in it.

import { DELETE, POST } from '@/app/api/profile/image/route';
import { GET, PUT } from '@/app/api/profile/route';
import { cameraPhoto } from '@/local/photos/camera-photo';
import { askUpload, newAgent, put, stranger } from './agent';

async function callEverything(): Promise<void> {
  const agent = await newAgent({ userId: process.argv[2] });
  const { presignedUrl, headers, s3Key } = await askUpload(POST, agent);
  await put(presignedUrl, headers, await cameraPhoto({ width: 120, height: 90, format: 'png' }));
  await PUT(agent.request('PUT', '/api/profile', { profileImageKey: s3Key }));
  await PUT(agent.request('PUT', '/api/profile', { nombre: 'Eva', apellido: 'Luna' }));
  const profile = await (await GET(agent.request('GET', '/api/profile'))).json();
  const refused = await askUpload(POST, agent);
  await put(refused.presignedUrl, refused.headers, Buffer.from('<svg/>'));
  await PUT(agent.request('PUT', '/api/profile', { profileImageKey: refused.s3Key }));
  await DELETE(agent.request('DELETE', '/api/profile/image'));
  const secrets = [agent.cookie.split('=')[1], presignedUrl, profile.profileImageUrl];
  console.error(JSON.stringify({ s3Key, secrets }));
}

/** Where the environment names a DynamoDB that is not there. */
async function callInVain(): Promise<void> {
  const agent = await stranger(process.argv[2] ?? '');
  const asked = { fileName: 'foto.png', contentType: 'image/png' };
  const response = await POST(agent.request('POST', '/api/profile/image', asked));
  console.error(
    JSON.stringify({ status: response.status, wait: response.headers.get('retry-after') }),
  );
}

const calls = process.argv[3] === 'in vain' ? callInVain : callEverything;
calls().catch((error) => {
  console.error(error);
  process.exit(1);
});
