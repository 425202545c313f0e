// The health endpoint.
import { expect, given, test } from '../test/browser/fixtures';

test('health is 200 while S3 and DynamoDB respond, and contains no secret', async ({ request }) => {
  const response = await request.get('/api/health');
  expect(response.status()).toBe(200);
  const text = await response.text();
  for (const secret of ['NEXTAUTH_SECRET', 'AWS_SECRET_ACCESS_KEY', 'AWS_ACCESS_KEY_ID']) {
    expect(text).not.toContain(given(secret));
  }
});
