// One browser with several tabs and users: which user gets a photo, and what signing out does to an upload.
import type { Page } from 'playwright/test';
import { es } from '@/components/messages/es';
import { expectNoFindingsInBothThemes } from '../test/browser/axe';
import { type Agent, test as base, DEEP, expect, given } from '../test/browser/fixtures';
import { gateOn, isUpload } from '../test/browser/gate';
import { keptPhotos } from '../test/browser/kept-photos';
import { otherDevice } from '../test/browser/other-device';
import { photoFile } from '../test/browser/photo-file';
import { openProfile, ProfilePage } from '../test/browser/profile-page';

const networkErrors = [/ERR_INTERNET_DISCONNECTED/, /ERR_FAILED/, /ERR_CONNECTION/, /ERR_NETWORK/];

const test = base.extend<{ colleague: Agent }>({
  colleague: async ({ agent, documents }, use) => {
    const colleague = {
      ...agent,
      userId: `${agent.userId}-b`,
      email: `b-${agent.email}`,
      nombre: 'Berta',
    };
    await documents.put({ TableName: given('USERS_TABLE'), Item: colleague });
    await use(colleague);
  },
});

/** A page with an upload that waits for the connection. */
async function openOffline(page: Page): Promise<ProfilePage> {
  const profile = await openProfile(page);
  await profile.uploadOffline(await photoFile());
  await expect.poll(() => keptPhotos(page)).toBe(1);
  return profile;
}

test.describe('another user signs in', () => {
  test.beforeEach(({ allowedErrors }) => {
    allowedErrors.push(...networkErrors, /40[14]/);
  });

  /** The page shows the new user, and nothing of the previous one. */
  async function expectTheirs(page: Page, colleague: Agent): Promise<void> {
    await expect(page.getByLabel(es.details.nombre)).toHaveValue(colleague.nombre);
    await expect(new ProfilePage(page).photo).toHaveCount(0);
    await expect.poll(() => keptPhotos(page)).toBe(0);
    expect((await (await otherDevice(colleague)).profile()).profileImageKey).toBeNull();
  }

  test('while an upload waits for the connection', async ({
    signedIn,
    context,
    colleague,
    documents,
    signIn,
  }) => {
    await openOffline(signedIn);
    await signIn(colleague);
    await context.setOffline(false);
    await expectTheirs(signedIn, colleague);
    const { Items } = await documents.query({
      TableName: given('IMAGES_TABLE'),
      KeyConditionExpression: 'userId = :them',
      ExpressionAttributeValues: { ':them': colleague.userId },
    });
    expect(Items).toEqual([]);
  });

  test('during the transfer of a photo', DEEP, async ({ signedIn, colleague, signIn }) => {
    await signedIn.route(isUpload, async (route) => {
      if (route.request().method() === 'PUT') await signIn(colleague);
      await route.continue();
    });
    const profile = await openProfile(signedIn);
    await profile.upload(await photoFile());
    await expectTheirs(signedIn, colleague);
  });

  test(
    'before a photo is used on a page of the previous user',
    DEEP,
    async ({ signedIn, colleague, signIn }) => {
      const sent: string[] = [];
      await signedIn.route(isUpload, (route) => {
        sent.push(route.request().url());
        return route.continue();
      });
      const profile = await openProfile(signedIn);
      await profile.choose(await photoFile());
      await profile.button(es.editor.use).waitFor();
      await signIn(colleague);
      await profile.confirmEdit();
      await expectTheirs(signedIn, colleague);
      expect(sent).toEqual([]);
    },
  );
});

/** Number of tabs that wait for the lock of a kept photo. */
function waitingTabs(page: Page): Promise<number | undefined> {
  return page.evaluate(async () => (await navigator.locks.query()).pending?.length);
}

test(
  'tabs that are opened again send one kept photo once',
  DEEP,
  async ({ signedIn, context, agent, allowedErrors }) => {
    allowedErrors.push(...networkErrors);
    const profile = await openProfile(signedIn);
    await signedIn.route(isUpload, (route) => route.abort('connectionreset'));
    await profile.upload(await photoFile());
    await expect(signedIn.getByText(es.waiting.network).first()).toBeVisible();
    await expect.poll(() => keptPhotos(signedIn)).toBe(1);
    await signedIn.close();

    const sending = await gateOn(context, isUpload);
    sending.hold();
    const confirmed: string[] = [];
    await context.route('**/api/profile', (route) => {
      if (route.request().method() === 'PUT') confirmed.push(route.request().url());
      return route.continue();
    });
    const first = await context.newPage();
    const tabs = [first, await context.newPage(), await context.newPage()];
    await Promise.all(tabs.map((tab) => new ProfilePage(tab).open()));
    // All but one wait for the lock.
    await expect.poll(() => waitingTabs(first)).toBe(tabs.length - 1);
    await expect.poll(() => sending.count()).toBe(1);
    sending.open();
    for (const tab of tabs) {
      await expect(new ProfilePage(tab).photo).toHaveAttribute('src', /\/profiles\//);
      await expect.poll(() => keptPhotos(tab)).toBe(0);
    }
    expect(sending.count()).toBe(1);
    expect(confirmed).toHaveLength(1);
    expect((await (await otherDevice(agent)).profile()).profileImageKey).not.toBeNull();
  },
);

test(
  'finishing an upload in one tab leaves the photo that another tab keeps',
  DEEP,
  async ({ signedIn, context, allowedErrors }) => {
    allowedErrors.push(...networkErrors, /409/);
    const first = await openProfile(signedIn);
    const second = new ProfilePage(await context.newPage());
    await second.open();
    await first.page.route(isUpload, () => {});
    const confirming = await gateOn(second.page, (url) => url.pathname === '/api/profile');
    confirming.hold();
    await second.upload(await photoFile());
    await expect(second.page.getByText(es.upload.confirming).first()).toBeVisible();
    // Once this tab sends its photo, its request is the newer one.
    const sending = first.page.waitForRequest((request) => isUpload(new URL(request.url())));
    await first.upload(await photoFile());
    await sending;
    await expect(first.progress).toBeVisible();
    await expect.poll(() => keptPhotos(first.page)).toBe(1);
    confirming.open();
    await expect(second.page.getByText(es.failure.superseded).first()).toBeVisible();
    await second.button(es.upload.dismiss).click();
    await expect(second.progress).toHaveCount(0);
    expect(await keptPhotos(first.page)).toBe(1);
  },
);

test(
  'a tab whose session has ended continues when the user signs in in another tab',
  DEEP,
  async ({ signedIn, context, agent, signIn, allowedErrors }) => {
    allowedErrors.push(/401/);
    const profile = await openProfile(signedIn);
    await profile.choose(await photoFile());
    await profile.button(es.editor.use).waitFor();
    await context.clearCookies();
    await profile.confirmEdit();
    await expect(signedIn.getByText(es.upload.signedOut).first()).toBeVisible();
    await signIn(agent);
    await new ProfilePage(await context.newPage()).open();
    await expect(profile.photo).toHaveAttribute('src', /\/profiles\//);
  },
);

test.describe('signing out', () => {
  test('during an upload asks first, and then deletes the kept photo', async ({
    signedIn,
    agent,
    allowedErrors,
  }) => {
    allowedErrors.push(...networkErrors);
    const profile = await openProfile(signedIn);
    await signedIn.route(isUpload, () => {});
    await profile.upload(await photoFile());
    await expect.poll(() => keptPhotos(signedIn)).toBe(1);
    const signOut = profile.header.getByRole('button', { name: es.header.signOut });
    await signOut.click();
    const dialog = signedIn.getByRole('dialog', { name: es.leaving.title });
    await expectNoFindingsInBothThemes(signedIn, 'asking before signing out');
    await dialog.getByRole('button', { name: es.leaving.stay }).click();
    await expect(profile.progress).toBeVisible();
    await expect(signOut).toBeFocused();

    await signOut.click();
    await dialog.getByRole('button', { name: es.leaving.leave }).click();
    await expect(signedIn).toHaveURL(/\/sign-in/);
    expect(await keptPhotos(signedIn)).toBe(0);
    expect((await (await otherDevice(agent)).profile()).profileImageKey).toBeNull();
  });

  test('says so in the open question once the photo has arrived', DEEP, async ({ signedIn }) => {
    const uploads = await gateOn(signedIn, isUpload);
    uploads.hold();
    const profile = await openProfile(signedIn);
    await profile.upload(await photoFile());
    await expect(profile.progress).toBeVisible();
    await profile.header.getByRole('button', { name: es.header.signOut }).click();
    await expect(signedIn.getByRole('dialog', { name: es.leaving.title })).toBeVisible();
    uploads.open();
    const dialog = signedIn.getByRole('dialog', { name: es.leaving.arrivedTitle });
    await expect(dialog).toBeVisible();
    await expectNoFindingsInBothThemes(signedIn, 'about to sign out');
    await profile.sentFraming();
    await dialog.getByRole('button', { name: es.leaving.signOut }).click();
    await expect(signedIn).toHaveURL(/\/sign-in/);
  });

  test(
    'without a connection, shows an error and loses nothing',
    DEEP,
    async ({ signedIn, context, allowedErrors }) => {
      allowedErrors.push(...networkErrors);
      const profile = await openOffline(signedIn);
      await profile.header.getByRole('button', { name: es.header.signOut }).click();
      await profile.button(es.leaving.leave).click();
      await expect(signedIn.getByText(es.header.signOutFailed)).toBeVisible();
      await profile.button(es.sessions.end).click();
      await profile.button(es.leaving.leave).click();
      await expect(signedIn.getByText(es.sessions.failed)).toBeVisible();
      await expect(profile.button(es.sessions.end)).toBeEnabled();
      await expectNoFindingsInBothThemes(signedIn, 'signing out failed');
      expect(await keptPhotos(signedIn)).toBe(1);
      await context.setOffline(false);
      await expect(profile.photo).toHaveAttribute('src', /\/profiles\//);
      await profile.sentFraming();
      await profile.button(es.sessions.end).click();
      await expect(signedIn).toHaveURL(/\/sign-in/);
    },
  );

  test(
    'in another tab deletes the kept photo too',
    DEEP,
    async ({ signedIn, context, allowedErrors }) => {
      allowedErrors.push(...networkErrors, /401/);
      const profile = await openProfile(signedIn);
      await signedIn.route(isUpload, (route) => route.abort('connectionreset'));
      await profile.upload(await photoFile());
      await expect(signedIn.getByText(es.waiting.network).first()).toBeVisible();
      const other = new ProfilePage(await context.newPage());
      await other.open();
      await other.header.getByRole('button', { name: es.header.signOut }).click();
      await expect(other.page).toHaveURL(/\/sign-in/);
      await expect(signedIn.getByText(es.waiting.network)).toHaveCount(0);
      await expect(profile.photo).toHaveCount(0);
      await expect.poll(() => keptPhotos(signedIn)).toBe(0);
    },
  );

  test('without an upload asks nothing', DEEP, async ({ signedIn }) => {
    const profile = await openProfile(signedIn);
    await profile.header.getByRole('button', { name: es.header.signOut }).click();
    await expect(signedIn).toHaveURL(/\/sign-in/);
  });
});
