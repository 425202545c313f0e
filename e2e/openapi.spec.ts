// The served OpenAPI document describes every handler of the build. The handler tests validate responses against it.
import { readFileSync } from 'node:fs';
import { expect, test } from '../test/browser/fixtures';

test('the served document describes every profile handler of the build', async ({ request }) => {
  const response = await request.get('/api/openapi.json');
  expect(response.status()).toBe(200);
  expect(response.headers()['content-type']).toMatch(/^application\/json/);
  const served = await response.json();
  expect(served.openapi).toMatch(/^3\.1\./);
  const built: string[] = Object.values(
    JSON.parse(readFileSync('.next/app-path-routes-manifest.json', 'utf8')),
  );
  const handlers = built.filter((path) => /^\/api\/(profile|health)/.test(path));
  expect(Object.keys(served.paths).sort()).toEqual(handlers.sort());
});
