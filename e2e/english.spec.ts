// The page in the browser's language: all texts and dates.
import { en } from '@/components/messages/en';
import { es } from '@/components/messages/es';
import { expectNoFindingsInBothThemes } from '../test/browser/axe';
import { photoFile } from '../test/browser/editor-page';
import { DEEP, expect, test, variation } from '../test/browser/fixtures';
import { openProfile, ProfilePage } from '../test/browser/profile-page';

/** How long the button restores an earlier photo, in milliseconds. */
const KEPT_MS = 24 * 3600 * 1000;

/** Matches a date in the month of one of these times: a month can end while the test runs, or while a photo is kept. */
function inMonthOf(locale: string, times: number[]): RegExp {
  const month = new Intl.DateTimeFormat(locale, { month: 'long', timeZone: 'America/Mexico_City' });
  return new RegExp(times.map((time) => month.format(time)).join('|'), 'i');
}

for (const [place, [locale, words, language]] of (
  [
    ['es-MX', es, 'es'],
    ['en-GB', en, 'en'],
  ] as const
).entries()) {
  test.describe(`for a browser in ${locale}`, variation(place), () => {
    test.use({ locale });

    test('the profile', async ({ signedIn }) => {
      const profile = new ProfilePage(signedIn);
      await signedIn.goto('/profile');
      await expect(signedIn.locator('html')).toHaveAttribute('lang', language);
      await expect(signedIn).toHaveTitle(new RegExp(words.profile.title));
      const start = Date.now();
      for (const seed of [1, 2]) {
        await profile.choose(await photoFile({ seed }));
        await profile.button(words.editor.use).click();
        await expect(profile.button(words.change.undo)).toBeVisible();
      }
      const [before = ''] = words.history.restore.split('{date}');
      const earlier = signedIn.getByRole('button', { name: before });
      const times = [start, Date.now()];
      await expect(earlier).toHaveAccessibleName(inMonthOf(locale, times));
      const ends = times.map((time) => time + KEPT_MS);
      await expect(earlier).toHaveAttribute('title', inMonthOf(locale, ends));
      if (language === 'en') await expectNoFindingsInBothThemes(signedIn, 'done, in English');
    });

    test('signing in', async ({ page, allowedErrors }) => {
      allowedErrors.push(/401/);
      await page.goto('/sign-in');
      await expect(page.getByRole('heading', { level: 1, name: words.signIn.title })).toBeVisible();
      await page.getByLabel(words.signIn.email).fill('agente@polizalab.test');
      await page.getByLabel(words.signIn.password).fill('no');
      await page.getByRole('button', { name: words.signIn.submit }).click();
      await expect(page.getByText(words.signIn.wrong)).toBeVisible();
      if (language === 'en') await expectNoFindingsInBothThemes(page, 'wrong, in English');
    });
  });
}

test(
  'without a connection, the language and the page stay, with a message',
  DEEP,
  async ({ signedIn, context, allowedErrors }) => {
    allowedErrors.push(/ERR_INTERNET_DISCONNECTED/);
    const profile = await openProfile(signedIn);
    await signedIn.getByLabel(es.details.nombre).fill('Lucía');
    await context.setOffline(true);
    await profile.button('English').click();
    await expect(signedIn.getByText(es.header.languageFailed)).toBeVisible();
    await expect(signedIn.getByLabel(es.details.nombre)).toHaveValue('Lucía');
    await context.setOffline(false);
    await profile.button('English').click();
    await expect(signedIn.getByRole('heading', { level: 1, name: en.profile.title })).toBeVisible();
  },
);
