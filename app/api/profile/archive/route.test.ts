// The archive on the real engines, read by an independent library.
import { strFromU8, unzipSync } from 'fflate';
import { cameraPhoto } from 'odd-images/camera-photo';
import sharp from 'sharp';
import { GET as EXPORT } from '@/app/api/profile/export/route';
import { type Agent, newAgent } from '@/test/http/agent';
import { showPhoto } from '@/test/http/show-photo';
import { GET } from './route';

const archiveOf = (agent: Agent) => GET(agent.request('GET', '/api/profile/archive'));

async function unzip(response: Response): Promise<Map<string, Uint8Array>> {
  return new Map(Object.entries(unzipSync(new Uint8Array(await response.arrayBuffer()))));
}

test('it contains the export and each photo that still exists, and no data of others', async () => {
  const [agent, other] = [await newAgent({ nombre: 'Zoë' }), await newAgent({ nombre: 'Ajena' })];
  const sides = [90, 120];
  for (const side of sides) {
    await showPhoto(agent, await cameraPhoto({ width: side, height: side, format: 'png' }));
  }
  await showPhoto(other, await cameraPhoto({ width: 77, height: 77, format: 'png' }));

  const response = await archiveOf(agent);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('application/zip');
  expect(response.headers.get('content-disposition')).toMatch(
    /^attachment; filename="mis-datos\.zip"/,
  );
  expect(response.headers.get('cache-control')).toBe('private, no-store');

  const files = await unzip(response);
  const json = strFromU8(files.get('datos.json') ?? new Uint8Array());
  const data = JSON.parse(json);
  expect(data.user).toMatchObject({ userId: agent.userId, nombre: 'Zoë' });
  expect(json).not.toMatch(/Ajena|X-Amz-Signature/);
  const exported = await (await EXPORT(agent.request('GET', '/api/profile/export'))).json();
  expect(data.events).toEqual(exported.events);

  const photos = data.images.map(({ file }: { file: string }) => file);
  expect([...files.keys()].sort()).toEqual(['datos.json', ...photos].sort());
  const widths = photos.map(
    async (name: string) => (await sharp(files.get(name)).metadata()).width,
  );
  expect((await Promise.all(widths)).sort((a, b) => a - b)).toEqual(sides);
});

test('without a photo it contains only the export', async () => {
  const files = await unzip(await archiveOf(await newAgent()));
  expect([...files.keys()]).toEqual(['datos.json']);
});
