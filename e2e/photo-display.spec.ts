// How the photo appears: a placeholder first, no layout shift or flicker, initials if it cannot load.
import { devices, type Page } from 'playwright/test';
import { es } from '@/components/messages/es';
import { photoFile } from '../test/browser/editor-page';
import { DEEP, expect, test, variation } from '../test/browser/fixtures';
import { gateOn } from '../test/browser/gate';
import { openProfile, ProfilePage } from '../test/browser/profile-page';

const isPhoto = (url: URL) => /\/profiles\/.*\.webp$/.test(url.pathname);

/** The large circle: its placeholder and its initials. */
const circle = (page: Page) => page.locator('span:has(~ #choose-photo)').first();

test('first initials, then a placeholder, then the photo', async ({ signedIn }) => {
  const profile = new ProfilePage(signedIn);
  const photos = await gateOn(signedIn, isPhoto);
  await profile.open();
  await expect(circle(signedIn)).toContainText('MN');
  await profile.upload(await photoFile());
  await expect(profile.photo).toHaveAttribute('src', /\/profiles\//);

  photos.hold();
  await signedIn.reload({ waitUntil: 'domcontentloaded' });
  await expect(circle(signedIn)).toHaveCSS('background-image', /^url\("data:image\/png/);
  await expect(circle(signedIn)).not.toContainText('MN');
  photos.open();
  await profile.shownPath();
  await expect(circle(signedIn)).toHaveCSS('background-image', 'none');
});

test(
  'a photo that cannot load leaves initials, without repeated requests',
  DEEP,
  async ({ signedIn, allowedErrors }) => {
    allowedErrors.push(/ERR_FAILED/);
    const profile = new ProfilePage(signedIn);
    const photos = await gateOn(signedIn, isPhoto);
    const answers = await gateOn(signedIn, (url) => url.pathname === '/api/profile');
    await profile.open();
    for (const seed of [1, 2]) {
      await profile.upload(await photoFile({ seed }));
      await expect(profile.button(es.change.undo)).toBeVisible();
    }
    await expect(signedIn.getByRole('button', { name: /^Volver a la foto/ })).toHaveCount(1);
    await profile.shownPath();

    photos.cut();
    const before = { photos: photos.count(), answers: answers.count() };
    await signedIn.reload();
    await expect(circle(signedIn)).toContainText('MN');
    await expect(profile.header).toContainText('MN');
    await expect(signedIn.getByRole('button', { name: /^Volver a la foto/ })).toContainText('MN');
    await expect.poll(() => answers.count()).toBe(before.answers + 1);
    // The page does other work meanwhile.
    await signedIn.getByLabel(es.details.nombre).fill('Marta');
    await profile.button(es.details.save).click();
    await expect(signedIn.getByText(es.details.saved)).toBeVisible();
    await expect(circle(signedIn)).toContainText('MN');
    expect(answers.count()).toBe(before.answers + 2);
    // Header, circle and one earlier photo, each with two URLs, and some of them preloaded.
    expect(photos.count() - before.photos).toBeLessThanOrEqual(10);
  },
);

const { defaultBrowserType: _, ...phone } = devices['Pixel 7'];
for (const [place, [where, options]] of (
  [
    ['desktop', {}],
    ['phone', { ...phone, viewport: { width: 360, height: 740 } }],
  ] as const
).entries()) {
  test.describe(`on a ${where}`, variation(place), () => {
    test.use(options);

    test('no layout shift or flicker from choosing to the stored photo', async ({ signedIn }) => {
      await signedIn.addInitScript(watch);
      const profile = await openProfile(signedIn);
      await profile.upload(await photoFile({ seed: 1 }));
      await expect(signedIn.getByText(es.upload.done).first()).toBeVisible();
      await profile.shownPath();
      const first = await profile.photo.getAttribute('src');
      await signedIn.evaluate('window.frames_ = []');

      await profile.upload(await photoFile({ seed: 2 }));
      await expect.poll(() => profile.photo.getAttribute('src')).not.toBe(first);
      await expect(signedIn.getByText(es.upload.done).first()).toBeVisible();
      await expect(signedIn.getByRole('button', { name: /^Volver a la foto/ })).toHaveCount(1);
      await profile.shownPath();

      const seen = () => signedIn.evaluate(() => (window as unknown as Watched).seen());
      // A busy browser draws the next frame late.
      await expect.poll(async () => (await seen()).kinds).toEqual(['server', 'preview', 'server']);
      expect((await seen()).shifts).toEqual([]);
    });
  });
}

interface Watched {
  seen: () => { shifts: string[]; kinds: string[] };
  frames_: string[];
}

/** In the page: unexpected layout shifts, and what the large circle shows in each frame. */
function watch(): void {
  const shifts: string[] = [];
  const page = window as unknown as Watched;
  page.frames_ = [];
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const shift = entry as PerformanceEntry & {
        hadRecentInput: boolean;
        value: number;
        sources: { node: Node | null; previousRect: DOMRect; currentRect: DOMRect }[];
      };
      if (shift.hadRecentInput) continue;
      const moved = shift.sources.map(({ node, previousRect, currentRect }) =>
        [node?.nodeName, node?.textContent, JSON.stringify([previousRect, currentRect])].join(' '),
      );
      shifts.push(`${shift.value}: ${moved.join(' | ')}`);
    }
  }).observe({ type: 'layout-shift', buffered: true });
  const look = () => {
    const image = document.querySelector<HTMLImageElement>('span:has(~ #choose-photo) img');
    const isDrawn = image?.complete && image.naturalWidth > 0;
    const kind = !isDrawn ? 'nothing' : image.src.includes('/profiles/') ? 'server' : 'preview';
    if (page.frames_.at(-1) !== kind) page.frames_.push(kind);
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
  page.seen = () => ({ shifts, kinds: page.frames_ });
}
