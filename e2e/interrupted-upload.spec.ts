// An upload that is interrupted: no connection, a reload, an ended session, another tab, a newer photo.
import type { Page } from 'playwright/test';
import { es } from '@/components/messages/es';
import { expectNoFindingsInBothThemes } from '../test/browser/axe';
import { DEEP, expect, given, test } from '../test/browser/fixtures';
import { isUpload } from '../test/browser/gate';
import { keptPhotos } from '../test/browser/kept-photos';
import { photoFile } from '../test/browser/photo-file';
import { openProfile, ProfilePage } from '../test/browser/profile-page';

const networkErrors = [/ERR_INTERNET_DISCONNECTED/, /ERR_FAILED/, /ERR_CONNECTION/];

/** Limits the upload speed of the page, in bytes per second; -1 for no limit. */
async function uploadThrottle(
  page: Page,
): Promise<(uploadThroughput: number, offline?: boolean) => Promise<void>> {
  // One session, since the conditions of several would add up.
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  return async (uploadThroughput, offline = false) => {
    const conditions = { offline, latency: 0, downloadThroughput: -1, uploadThroughput };
    await session.send('Network.emulateNetworkConditions', conditions);
  };
}

async function shown(profile: ProfilePage): Promise<void> {
  await expect(profile.photo).toHaveAttribute('src', /\/profiles\//);
}

test('progress is shown', async ({ signedIn }) => {
  const profile = await openProfile(signedIn);
  const throttle = await uploadThrottle(signedIn);
  await profile.choose(await photoFile());
  await throttle(30_000);
  await profile.confirmEdit();
  await expect(profile.progress).toHaveAttribute('aria-valuenow', /^[1-9]\d?$/);
  await throttle(-1);
  await shown(profile);
});

test('progress stays below 100 % until S3 has responded', async ({ signedIn }) => {
  const profile = await openProfile(signedIn);
  const session = await signedIn.context().newCDPSession(signedIn);
  const answered = new Promise<() => Promise<unknown>>((resolve) => {
    session.on('Fetch.requestPaused', ({ requestId, request }) => {
      const goOn = () => session.send('Fetch.continueResponse', { requestId });
      if (request.method === 'PUT') resolve(goOn);
      // The page also sends the framing, and may be closed by then.
      else goOn().catch(() => {});
    });
  });
  await session.send('Fetch.enable', {
    patterns: [{ urlPattern: '*/uploads/*', requestStage: 'Response' }],
  });
  await profile.upload(await photoFile());
  const goOn = await answered;
  await expect(profile.progress).toHaveAttribute('aria-valuenow', '99');
  await expect(signedIn.getByText(es.upload.sending).first()).toBeVisible();
  await goOn();
  await shown(profile);
});

test('a lost connection is announced, and the upload continues automatically afterwards', async ({
  signedIn,
  context,
  allowedErrors,
}) => {
  allowedErrors.push(...networkErrors);
  const profile = await openProfile(signedIn);
  await profile.uploadOffline(await photoFile());
  await expect(profile.photo).toHaveAttribute('src', /^data:/);
  await context.setOffline(false);
  await shown(profile);
});

test(
  'a connection lost during the transfer keeps the old photo, and the upload continues afterwards',
  DEEP,
  async ({ signedIn, allowedErrors }) => {
    // 412: all bytes may have arrived before the connection was lost, and need not be sent again.
    allowedErrors.push(...networkErrors, /412/);
    const profile = await openProfile(signedIn);
    await profile.upload(await photoFile(1));
    await shown(profile);
    const old = await profile.shownPath();

    const throttle = await uploadThrottle(signedIn);
    await profile.choose(await photoFile(2));
    await throttle(10_000);
    await profile.confirmEdit();
    await expect(profile.progress).toHaveAttribute('aria-valuenow', /^[1-9]\d?$/);
    await throttle(-1, true);
    await expect(signedIn.getByText(es.upload.offline).first()).toBeVisible();
    const header = profile.header.locator('img');
    await expect(header).toHaveAttribute('src', new RegExp(oldKey(old)));

    await throttle(-1);
    await expect(signedIn.getByText(es.upload.done).first()).toBeVisible();
    await expect.poll(() => profile.shownPath()).not.toBe(old);
  },
);

test('the next page finishes an upload that a reload interrupted', async ({
  signedIn,
  allowedErrors,
}) => {
  // 412: the bytes may have arrived anyway, and need not be sent again.
  allowedErrors.push(...networkErrors, /412/);
  const profile = await openProfile(signedIn);
  await signedIn.route(isUpload, () => {});
  await profile.upload(await photoFile());
  await expect(profile.progress).toBeVisible();
  await expect.poll(() => keptPhotos(signedIn)).toBe(1);
  await signedIn.unrouteAll({ behavior: 'ignoreErrors' });
  signedIn.on('dialog', (dialog) => dialog.accept());
  await signedIn.reload();
  await shown(profile);
  await expect.poll(() => keptPhotos(signedIn)).toBe(0);
});

/** Tries to leave the page, and stays when the browser asks. */
async function tryToLeave(page: Page): Promise<void> {
  const asked = page.waitForEvent('dialog');
  const leaving = page.evaluate(() => window.location.assign('/sign-in'));
  const dialog = await asked;
  expect(dialog.type()).toBe('beforeunload');
  await dialog.dismiss();
  await leaving.catch(() => {});
}

test('leaving the page during an upload asks first', async ({ signedIn }) => {
  const profile = await openProfile(signedIn);
  await signedIn.route(isUpload, () => {});
  await profile.upload(await photoFile());
  await expect(profile.progress).toBeVisible();
  await tryToLeave(signedIn);
  await expect(profile.progress).toBeVisible();
});

test('leaving the page while the editor is open asks first', DEEP, async ({ signedIn }) => {
  const profile = await openProfile(signedIn);
  await profile.choose(await photoFile());
  // Browsers only ask users who have interacted with the page.
  await profile.button(es.editor.turnRight).click();
  await tryToLeave(signedIn);
  await profile.confirmEdit();
  await expect(profile.photo).toHaveAttribute('src', /\/profiles\//);
});

test(
  'a photo kept from an earlier visit asks first if a newer one exists',
  DEEP,
  async ({ signedIn, context, allowedErrors }) => {
    allowedErrors.push(...networkErrors);
    const profile = await openProfile(signedIn);
    await signedIn.route(isUpload, () => {});
    await profile.upload(await photoFile(1));
    await expect.poll(() => keptPhotos(signedIn)).toBe(1);
    signedIn.on('dialog', (dialog) => dialog.accept());
    await signedIn.goto('about:blank');

    // Another device: other cookies, no kept photo.
    const elsewhere = await context.browser()?.newContext({ baseURL: given('E2E_BASE_URL') });
    if (!elsewhere) throw new Error('no browser');
    await elsewhere.addCookies(await context.cookies());
    const other = new ProfilePage(await elsewhere.newPage());
    await other.open();
    await other.upload(await photoFile(2));
    await shown(other);
    const newer = await other.shownPath();
    await elsewhere.close();

    await signedIn.unrouteAll({ behavior: 'ignoreErrors' });
    await profile.open();
    await expect(signedIn.getByText(es.upload.newer).first()).toBeVisible();
    await expectNoFindingsInBothThemes(signedIn, 'asking about a kept photo');
    expect(await profile.shownPath()).toBe(newer);
    await profile.button(es.upload.useKept).click();
    await expect.poll(() => profile.shownPath()).not.toBe(newer);
  },
);

test(
  'a kept photo is not uploaded for another user',
  DEEP,
  async ({ signedIn, context, documents, agent, signIn, allowedErrors }) => {
    allowedErrors.push(...networkErrors);
    const profile = await openProfile(signedIn);
    await signedIn.route(isUpload, () => {});
    await profile.upload(await photoFile());
    await expect.poll(() => keptPhotos(signedIn)).toBe(1);
    signedIn.on('dialog', (dialog) => dialog.accept());
    await signedIn.goto('about:blank');
    await signedIn.unrouteAll({ behavior: 'ignoreErrors' });

    const other = { ...agent, userId: `${agent.userId}-b`, email: `b-${agent.email}` };
    await documents.put({ TableName: given('USERS_TABLE'), Item: other });
    await context.clearCookies();
    await signIn(other);
    await profile.open();
    await expect.poll(() => keptPhotos(signedIn)).toBe(0);
    await expect(profile.photo).toHaveCount(0);
  },
);

test('an ended session keeps the photo, and the page asks to sign in', async ({
  signedIn,
  context,
  agent,
  signIn,
  allowedErrors,
}) => {
  allowedErrors.push(/401/);
  const profile = await openProfile(signedIn);
  await profile.choose(await photoFile());
  await context.clearCookies();
  await profile.confirmEdit();
  await expect(signedIn.getByText(es.upload.signedOut).first()).toBeVisible();
  await expectNoFindingsInBothThemes(signedIn, 'signed out in the middle');
  await signIn(agent);
  await signedIn.reload();
  await shown(profile);
});

test('another tab shows the new photo automatically', async ({ signedIn, context }) => {
  const profile = await openProfile(signedIn);
  const other = new ProfilePage(await context.newPage());
  await other.open();
  await profile.upload(await photoFile());
  await shown(profile);
  await shown(other);
});

test(
  'a pasted image opens the editor, and pasted text goes into the field',
  DEEP,
  async ({ signedIn }) => {
    const profile = await openProfile(signedIn);
    const { buffer } = await photoFile();
    const paste = (kind: 'image' | 'text') =>
      signedIn.evaluate(
        ([type, base64]) => {
          const data = new DataTransfer();
          if (type === 'image') {
            const bytes = Uint8Array.from(atob(base64 ?? ''), (c) => c.charCodeAt(0));
            data.items.add(new File([bytes], 'image.png', { type: 'image/jpeg' }));
          } else data.setData('text/plain', 'hola');
          const event = new ClipboardEvent('paste', {
            clipboardData: data,
            bubbles: true,
            cancelable: true,
          });
          return document.body.dispatchEvent(event);
        },
        [kind, buffer.toString('base64')],
      );
    expect(await paste('text')).toBe(true);
    await expect(signedIn.getByRole('dialog')).toHaveCount(0);
    expect(await paste('image')).toBe(false);
    await profile.confirmEdit();
    await shown(profile);
  },
);

test(
  'a URL that stops working is renewed once, and the photo shows again',
  DEEP,
  async ({ signedIn, allowedErrors }) => {
    allowedErrors.push(/403/, /ERR_FAILED/);
    const profile = await openProfile(signedIn);
    await profile.upload(await photoFile());
    await shown(profile);
    let renewals = 0;
    signedIn.on('request', (request) => {
      if (new URL(request.url()).pathname === '/api/profile') renewals++;
    });
    // The URLs of the rendered page no longer work; newly requested ones do.
    await signedIn.route(/\/profiles\/.*\.webp/, (route) =>
      renewals === 0 ? route.fulfill({ status: 403 }) : route.continue(),
    );
    await signedIn.reload();
    await expect
      .poll(() => profile.photo.evaluate((i) => (i as HTMLImageElement).naturalWidth))
      .toBeGreaterThan(0);
    expect(renewals).toBe(1);
  },
);

/** The common prefix of the keys of an image: `profiles/{userId}/{uuid}`. */
function oldKey(path: string): string {
  const [prefix] = /profiles\/[^/]+\/[0-9a-f-]{36}/.exec(path) ?? [];
  if (prefix === undefined) throw new Error(`not the path of an image: ${path}`);
  return prefix;
}
