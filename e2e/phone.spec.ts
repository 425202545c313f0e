// A photo from the phone: the desk and the phone are two browsers.
import { randomUUID } from 'node:crypto';
import type { Browser, Page, Response } from 'playwright/test';
import { es } from '@/components/messages/es';
import { expectNoFindings } from '../test/browser/axe';
import { Editor, photoFile } from '../test/browser/editor-page';
import { DEEP, expect, given, test } from '../test/browser/fixtures';
import { gateOn, isFramingUpload, isUpload } from '../test/browser/gate';
import { ProfilePage } from '../test/browser/profile-page';

const words = es.phone;

const isFramingConfirmed = (response: Response) =>
  response.url().endsWith('/api/phone/image/framing') && response.request().method() === 'PUT';

/** Opens the dialog at the desk and returns the address for the phone. */
async function addressAt(desk: Page): Promise<string> {
  await desk.getByRole('button', { name: words.use }).click();
  const dialog = desk.getByRole('dialog', { name: words.dialogTitle });
  await dialog.getByRole('img', { name: words.qrAlt }).waitFor();
  return (await dialog.getByText(/#[\w-]{22}$/).textContent()) ?? '';
}

/** A phone: a browser without the session of the desk. */
async function phoneAt(browser: Browser, address: string): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 360, height: 640 },
    hasTouch: true,
    isMobile: true,
    locale: 'es-MX',
  });
  const phone = await context.newPage();
  await phone.goto(address);
  return phone;
}

async function choose(phone: Page, photo: Awaited<ReturnType<typeof photoFile>>): Promise<void> {
  await phone.locator('input[type=file]').last().setInputFiles(photo);
}

test('is framed on the phone and appears at the desk, with undo', async ({
  signedIn,
  agent,
  browser,
}) => {
  const profile = new ProfilePage(signedIn);
  await profile.open();
  const address = await addressAt(signedIn);
  await expectNoFindings(signedIn, 'the code at the desk');
  const phone = await phoneAt(browser, address);
  await expect(phone.getByRole('heading', { name: `Hola, ${agent.nombre}` })).toBeVisible();
  await expect(signedIn.getByText(words.states.opened)).toBeVisible();
  // Neither the address bar nor the history has the code.
  expect(new URL(phone.url()).hash).toBe('');
  await expectNoFindings(phone, 'the phone');
  expect(await phone.evaluate(() => document.documentElement.scrollWidth)).toBe(360);

  // A reload keeps what was opened: the code itself serves once.
  await phone.reload();
  await expect(phone.getByRole('heading', { name: `Hola, ${agent.nombre}` })).toBeVisible();
  await choose(phone, await photoFile());
  await phone.getByRole('button', { name: es.editor.use }).click();
  await expect(phone.getByText(words.done)).toBeVisible();
  await expect(signedIn.getByRole('dialog', { name: words.dialogTitle })).toHaveCount(0);
  await expect(signedIn.getByText(es.upload.done)).toBeVisible();
  await profile.shownPath();
  await profile.button(es.change.undo).click();
  await expect(profile.initials).toBeVisible();

  const late = await phoneAt(browser, address);
  await expect(late.getByRole('heading', { name: words.endedTitle })).toBeVisible();
  await late.context().close();
  await phone.context().close();
});

test('the phone sends the framing after the photo, and the desk can frame it again from there', async ({
  signedIn,
  browser,
}) => {
  const profile = new ProfilePage(signedIn);
  await profile.open();
  const phone = await phoneAt(browser, await addressAt(signedIn));
  const framings = await gateOn(phone, isFramingUpload);
  framings.hold();
  await choose(phone, await photoFile({ width: 2400, height: 1800 }));
  const framed = new Editor(phone);
  await framed.ready();
  await expect(framed.dialog.getByText(es.editor.hintTouch)).toBeVisible();
  await expect(framed.dialog.getByText(es.editor.hintPointer)).toBeHidden();
  await expect(framed.dialog.getByText(es.editor.hintKeys)).toBeHidden();
  await framed.stage.focus();
  for (const key of ['+', '+', 'ArrowRight', ']']) await phone.keyboard.press(key);
  const zoom = await framed.zoom.getAttribute('aria-valuetext');
  await framed.use();
  // Neither the phone nor the desk waits for it.
  await expect(phone.getByText(words.done)).toBeVisible();
  await expect(signedIn.getByText(es.upload.done)).toBeVisible();
  await expect.poll(framings.count).toBe(1);
  const stored = phone.waitForResponse(isFramingConfirmed);
  framings.open();
  expect((await stored).status()).toBe(200);
  const adjust = profile.button(es.photo.adjust);
  await expect(async () => {
    // The desk polls for half a minute. If it has stopped on a slow machine, it reads the profile when it gets the focus.
    await signedIn.evaluate(() => window.dispatchEvent(new Event('focus')));
    await expect(adjust).toBeVisible({ timeout: 1_000 });
    await expect(adjust).not.toHaveAttribute('aria-disabled', 'true', { timeout: 1_000 });
  }).toPass();
  await adjust.click();
  const again = new Editor(signedIn);
  await again.ready();
  await expect(again.dialog.getByText(es.editor.hintTouch)).toBeHidden();
  await expect(again.dialog.getByText(es.editor.hintPointer)).toBeVisible();
  await expect(again.dialog.getByText(es.editor.hintKeys)).toBeVisible();
  expect(zoom).not.toBe('100 %');
  await expect(again.zoom).toHaveAttribute('aria-valuetext', zoom ?? '');
  const { crop } = await (await signedIn.request.get('/api/profile/image/framing')).json();
  expect(crop.turns).toBe(1);
  await phone.context().close();
});

test(
  'a phone that is closed as soon as it is done loses only the framing of the photo',
  DEEP,
  async ({ signedIn, browser }) => {
    const profile = new ProfilePage(signedIn);
    await profile.open();
    const phone = await phoneAt(browser, await addressAt(signedIn));
    const framings = await gateOn(phone, isFramingUpload);
    framings.hold();
    await choose(phone, await photoFile());
    await phone.getByRole('button', { name: es.editor.use }).click();
    await expect(phone.getByText(words.done)).toBeVisible();
    await expect.poll(framings.count).toBe(1);
    await phone.context().close();
    await expect(signedIn.getByText(es.upload.done)).toBeVisible();
    const path = await profile.shownPath();
    await profile.open();
    expect(await profile.shownPath()).toBe(path);
    await expect(
      signedIn.getByRole('link', { name: es.photo.download, exact: true }),
    ).toBeVisible();
    await expect(profile.button(es.photo.adjust)).toHaveCount(0);
  },
);

test('survives a lost connection on the phone', DEEP, async ({ signedIn, browser }) => {
  const profile = new ProfilePage(signedIn);
  await profile.open();
  const phone = await phoneAt(browser, await addressAt(signedIn));
  await choose(phone, await photoFile());
  await phone.getByRole('button', { name: es.editor.use }).waitFor();
  await phone.context().setOffline(true);
  await phone.getByRole('button', { name: es.editor.use }).click();
  await expect(phone.getByText(es.upload.offline)).toBeVisible();
  await phone.context().setOffline(false);
  await expect(phone.getByText(words.done)).toBeVisible();
  await expect(signedIn.getByText(es.upload.done)).toBeVisible();
  await phone.context().close();
});

test(
  'closing the dialog ends the code, and the next one works',
  DEEP,
  async ({ signedIn, browser }) => {
    const profile = new ProfilePage(signedIn);
    await profile.open();
    const first = await addressAt(signedIn);
    await signedIn.keyboard.press('Escape');
    await expect(profile.button(words.use)).toBeFocused();
    const phone = await phoneAt(browser, first);
    await expect(phone.getByRole('heading', { name: words.endedTitle })).toBeVisible();
    const second = await addressAt(signedIn);
    expect(second).not.toBe(first);
    await phone.context().close();
  },
);

test(
  'an expired, cut, changed or guessed code leads nowhere, and the desk offers another',
  DEEP,
  async ({ signedIn, agent, documents, browser }) => {
    const profile = new ProfilePage(signedIn);
    await profile.open();
    const address = await addressAt(signedIn);
    const [page, code = ''] = address.split('#');
    for (const wrong of [code.slice(1), code.toUpperCase(), 'A'.repeat(22), '']) {
      const stranger = await phoneAt(browser, `${page}#${wrong}`);
      await expect(stranger.getByRole('heading', { name: words.endedTitle })).toBeVisible();
      await stranger.context().close();
    }
    await expect(signedIn.getByText(words.states.waiting)).toBeVisible();
    // A full stop may follow the address.
    const phone = await phoneAt(browser, `${address}.`);
    await expect(phone.getByRole('heading', { name: `Hola, ${agent.nombre}` })).toBeVisible();
    await choose(phone, await photoFile());
    await phone.getByRole('button', { name: es.editor.use }).waitFor();

    await documents.update({
      TableName: given('IMAGES_TABLE'),
      Key: { userId: agent.userId, item: 'phone' },
      UpdateExpression: 'SET codeExpiresAt = :past',
      ExpressionAttributeValues: { ':past': Math.floor(Date.now() / 1000) - 1 },
    });
    await phone.getByRole('button', { name: es.editor.use }).click();
    await expect(phone.getByRole('heading', { name: words.endedTitle })).toBeVisible();
    await expect(signedIn.getByText(words.states.ended)).toBeVisible();
    await signedIn.getByRole('button', { name: words.newCode }).click();
    await expect(signedIn.getByText(/#[\w-]{22}$/)).not.toHaveText(address);
    await phone.context().close();
  },
);

test(
  'a phone whose connection fails as it opens the code tries again, and a reload at the end says that it is done',
  DEEP,
  async ({ signedIn, agent, browser }) => {
    const profile = new ProfilePage(signedIn);
    await profile.open();
    const address = await addressAt(signedIn);
    const context = await browser.newContext({ locale: 'es-MX' });
    const phone = await context.newPage();
    // The server opens the code, and its response is lost.
    await phone.route('**/api/phone', async (route) => {
      await route.fetch();
      await route.abort();
    });
    await phone.goto(address);
    await expect(phone.getByRole('heading', { name: words.failedTitle })).toBeVisible();
    await phone.unroute('**/api/phone');
    await phone.getByRole('button', { name: words.retry }).click();
    await expect(phone.getByRole('heading', { name: `Hola, ${agent.nombre}` })).toBeVisible();
    await choose(phone, await photoFile());
    await phone.getByRole('button', { name: es.editor.use }).click();
    await expect(signedIn.getByText(es.upload.done)).toBeVisible();
    await expect(phone.getByText(words.done)).toBeVisible();
    await phone.reload();
    await expect(phone.getByText(words.done)).toBeVisible();
    await expect(phone.locator('input[type=file]')).toHaveCount(0);
    await context.close();
  },
);

test('survives a locked phone in the middle of the upload', DEEP, async ({ signedIn, browser }) => {
  const profile = new ProfilePage(signedIn);
  await profile.open();
  const phone = await phoneAt(browser, await addressAt(signedIn));
  const uploads = await gateOn(phone, isUpload);
  uploads.hold();
  await choose(phone, await photoFile());
  await phone.getByRole('button', { name: es.editor.use }).click();
  await expect.poll(uploads.count).toBe(1);
  await expect(signedIn.getByText(words.states.sending)).toBeVisible();

  // A locked phone hides the page, stops its scripts, and ends its connections.
  const devtools = await phone.context().newCDPSession(phone);
  await devtools.send('Debugger.enable');
  await becomes(phone, 'hidden');
  const paused = new Promise<void>((resolve) => devtools.once('Debugger.paused', () => resolve()));
  await devtools.send('Debugger.pause');
  const resumed = becomes(phone, 'visible');
  await paused;
  await phone.context().setOffline(true);
  uploads.cut();
  await devtools.send('Debugger.resume');
  await resumed;
  await expect(phone.getByText(es.upload.offline)).toBeVisible();
  uploads.open();
  await phone.context().setOffline(false);
  await expect(phone.getByText(words.done)).toBeVisible();
  await expect(signedIn.getByText(es.upload.done)).toBeVisible();
  await phone.context().close();
});

test(
  'two agents at two desks have a code each, and each gets their own photo',
  DEEP,
  async ({ signedIn, addAgent, signIn, browser, baseURL }) => {
    const colleague = await addAgent({ userId: randomUUID(), email: 'colega@polizalab.test' });
    const context = await browser.newContext({ locale: 'es-MX', baseURL });
    await signIn(colleague, context);
    const desks = [new ProfilePage(signedIn), new ProfilePage(await context.newPage())];
    const addresses: string[] = [];
    for (const desk of desks) {
      await desk.open();
      addresses.push(await addressAt(desk.page));
    }
    const [own, other] = desks as [ProfilePage, ProfilePage];
    expect(addresses[0]).not.toBe(addresses[1]);

    const phone = await sendFrom(browser, addresses[0] ?? '', 1);
    await expect(own.page.getByText(es.upload.done)).toBeVisible();
    const state = await other.page.request.get('/api/profile/phone');
    expect(await state.json()).toEqual({ state: 'waiting' });
    await expect(other.page.getByText(words.states.waiting)).toBeVisible();
    await expect(other.initials).toBeVisible();

    const shown = await own.shownPath();
    const second = await sendFrom(browser, addresses[1] ?? '', 2);
    await expect(other.page.getByText(es.upload.done)).toBeVisible();
    expect(await other.shownPath()).toContain(colleague.userId);
    expect(await own.shownPath()).toBe(shown);
    for (const page of [phone, second, other.page]) await page.context().close();
  },
);

/** Simulates a change of visibility: in headless mode no page is ever hidden. */
async function becomes(page: Page, state: DocumentVisibilityState): Promise<void> {
  await page.evaluate((visibility) => {
    Object.defineProperty(document, 'visibilityState', { value: visibility, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  }, state);
}

async function sendFrom(browser: Browser, address: string, seed: number): Promise<Page> {
  const phone = await phoneAt(browser, address);
  await choose(phone, await photoFile({ seed }));
  await phone.getByRole('button', { name: es.editor.use }).click();
  await expect(phone.getByText(words.done)).toBeVisible();
  return phone;
}
