// The page in the browser's language: all texts and dates.
import { en } from '@/components/messages/en';
import { es } from '@/components/messages/es';
import { expectNoFindingsInBothThemes } from '../test/browser/axe';
import { photoFile } from '../test/browser/editor-page';
import { DEEP, expect, test, variation } from '../test/browser/fixtures';
import { openProfile, ProfilePage } from '../test/browser/profile-page';

/** Today's month, as the button that restores an earlier photo names it. */
const month = (locale: string) =>
  new Intl.DateTimeFormat(locale, { month: 'long', timeZone: 'America/Mexico_City' }).format();

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
      for (const seed of [1, 2]) {
        await profile.choose(await photoFile({ seed }));
        await profile.button(words.editor.use).click();
        await expect(profile.button(words.change.undo)).toBeVisible();
      }
      const [before = ''] = words.history.restore.split('{date}');
      const earlier = signedIn.getByRole('button', { name: before });
      await expect(earlier).toHaveAccessibleName(new RegExp(month(locale), 'i'));
      await expect(earlier).toHaveAttribute('title', new RegExp(month(locale), 'i'));
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
