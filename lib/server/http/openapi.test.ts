// The document describes the existing operations and their successful responses.

import { cameraPhoto } from 'odd-images/camera-photo';
import { DESCRIBED_ROUTES } from '@/app/api/openapi.json/described-routes';
import { type Agent, askUpload, newAgent, put } from '@/test/http/agent';
import { openApiFaults, operationsOfDocument } from '@/test/http/openapi-check';
import { findRoutes } from '@/test/http/routes';
import { openApiDocument } from './openapi';

const routes = findRoutes();

async function call(agent: Agent, operation: string, body?: unknown): Promise<Response> {
  const [method = '', path = ''] = operation.split(' ');
  const route = routes.find((one) => one.method === method && one.path === path);
  if (!route) throw new Error(`no handler for ${operation}`);
  const response = await route.handler(agent.request(method, path, body));
  expect(response.status).toBe(path.endsWith('/download') ? 302 : 200);
  expect(await openApiFaults(method, path, response)).toEqual([]);
  return response;
}

test('contains every operation of the profile and of health, and no other', () => {
  const operations = routes
    .filter(({ path }) => /^\/api\/(profile|health)/.test(path))
    .map(({ method, path }) => `${method} ${path}`);
  expect(operationsOfDocument().sort()).toEqual(operations.sort());
});

test('the successful response of each operation matches the document', async () => {
  const agent = await newAgent();
  await call(agent, 'GET /api/profile');
  const grant = await askUpload((request) => postOf(request), agent);
  await put(
    grant.presignedUrl,
    grant.headers,
    await cameraPhoto({ width: 90, height: 90, format: 'png' }),
  );
  await call(agent, 'PUT /api/profile', { nombre: 'Eva', profileImageKey: grant.s3Key });
  await call(agent, 'POST /api/profile/image', { fileName: 'a.png', contentType: 'image/png' });
  await call(agent, 'GET /api/profile');
  await call(agent, 'GET /api/profile/image/history');
  await call(agent, 'GET /api/profile/image/download');
  for (const file of ['card.vcf', 'card.pdf', 'card.png', 'qr.svg', 'qr.png'])
    await call(agent, `GET /api/profile/${file}`);
  await call(agent, 'GET /api/profile/export');
  await call(agent, 'DELETE /api/profile/image');
  await call(agent, 'DELETE /api/profile/sessions');
});

async function postOf(request: Request): Promise<Response> {
  const route = routes.find(
    ({ method, path }) => method === 'POST' && path === '/api/profile/image',
  );
  if (!route) throw new Error('no handler to ask for uploads');
  return route.handler(request);
}

test('describes the allowed strings, and the name of the session cookie', async () => {
  const document = JSON.parse(JSON.stringify(openApiDocument(DESCRIBED_ROUTES)));
  const bodyOf = (path: string, method: string) =>
    document.paths[path][method].requestBody.content['application/json'].schema.properties;
  const names = bodyOf('/api/profile', 'put');
  expect([names.nombre, names.apellido]).toEqual(
    Array(2).fill(expect.objectContaining({ type: 'string', maxLength: 80 })),
  );
  expect(bodyOf('/api/profile/image', 'post').fileName).toMatchObject({ maxLength: 255 });
  expect(document.components.securitySchemes.session.name).toMatch(/^__Secure-/);
  const { get, put } = document.paths['/api/profile'];
  expect(put.responses['403'].description).toContain('cross_site');
  expect(get.responses['403']).toBeUndefined();
});

test('a response that does not match the document is detected', async () => {
  const headers = { 'x-request-id': 'x' };
  const wrong = Response.json({ userId: 7 }, { headers });
  expect(await openApiFaults('GET', '/api/profile', wrong)).not.toEqual([]);
  const unknown = Response.json({}, { status: 418 });
  expect(await openApiFaults('GET', '/api/profile', unknown)).toHaveLength(1);
  const limited = { status: 429, headers: { 'content-type': 'application/problem+json' } };
  expect(await openApiFaults('PUT', '/api/profile', new Response('{}', limited))).toEqual([
    '429 and the header retry-after',
    '429 and the header ratelimit',
    '429 and the header ratelimit-policy',
    '429 and the header x-request-id',
  ]);
});
