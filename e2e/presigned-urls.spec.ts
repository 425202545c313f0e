// A presigned URL is a credential: it is in no referrer, cache or browser storage, and only S3 receives it.
import { cameraPhoto } from 'odd-images/camera-photo';
import { expect, given, test } from '../test/browser/fixtures';
import { openProfile } from '../test/browser/profile-page';

test('after an upload, the URLs of the photo are only on the page', async ({
  signedIn,
  baseURL,
}) => {
  const origins = [new URL(baseURL ?? '').origin, new URL(given('S3_ENDPOINT')).origin];
  const strangers: string[] = [];
  const referrers: string[] = [];
  const cacheable: string[] = [];
  const looks: Promise<void>[] = [];
  signedIn.on('response', (response) => {
    const look = async () => {
      const request = response.request();
      const { origin, protocol, pathname } = new URL(request.url());
      if (!protocol.startsWith('http')) return;
      if (!origins.includes(origin)) strangers.push(request.url());
      const { referer } = await request.allHeaders();
      if (referer) referrers.push(`${pathname}: ${referer}`);
      const text = origin === origins[0] ? await response.text().catch(() => '') : '';
      const kept = !response.headers()['cache-control']?.includes('no-store');
      if (text.includes('X-Amz-Signature') && kept) cacheable.push(pathname);
    };
    looks.push(look());
  });
  const profile = await openProfile(signedIn);
  const buffer = await cameraPhoto({ width: 400, height: 300, format: 'jpeg' });
  await profile.upload({ name: 'foto.jpg', mimeType: 'image/jpeg', buffer });
  await expect(profile.photo).toHaveAttribute('src', /\/profiles\/.*X-Amz-Signature=/);
  await signedIn.reload();
  await expect(profile.photo).toHaveAttribute('src', /X-Amz-Signature=/);
  await profile.shownPath();

  const stored = await signedIn.evaluate(async () => ({
    caches: await caches.keys(),
    workers: (await navigator.serviceWorker.getRegistrations()).length,
    texts: JSON.stringify([{ ...localStorage }, { ...sessionStorage }]),
  }));
  expect(stored).toMatchObject({ caches: [], workers: 0 });
  expect(stored.texts).not.toContain('X-Amz-');
  await Promise.all(looks);
  expect({ strangers, referrers, cacheable }).toEqual({
    strangers: [],
    referrers: [],
    cacheable: [],
  });
});
