// The served OpenAPI document is the one that the handler tests validate responses against.
import { readFileSync } from 'node:fs';
import { openApiDocument } from '@/lib/server/http/openapi';
import { expect, test } from '../test/browser/fixtures';

test('the document is served unchanged, and describes every profile handler of the build', async ({
  request,
}) => {
  const response = await request.get('/api/openapi.json');
  expect(response.status()).toBe(200);
  expect(response.headers()['content-type']).toMatch(/^application\/json/);
  const served = await response.json();
  expect(served).toEqual(JSON.parse(JSON.stringify(openApiDocument())));
  expect(served.openapi).toMatch(/^3\.1\./);
  const built: string[] = Object.values(
    JSON.parse(readFileSync('.next/app-path-routes-manifest.json', 'utf8')),
  );
  const handlers = built.filter((path) => /^\/api\/(profile|health)/.test(path));
  expect(Object.keys(served.paths).sort()).toEqual(handlers.sort());
});
