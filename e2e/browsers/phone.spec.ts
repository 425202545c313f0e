// The page on the user's phone in every engine. A client of the API is the desk.
import { readFile } from 'node:fs/promises';
import { fill } from '@/components/i18n/fill';
import { es } from '@/components/messages/es';
import { UPRIGHT } from '../../test/browser/editor-page';
import { DEEP, expect, test } from '../../test/browser/engine-fixtures';
import type { EnginePage } from '../../test/browser/engine-page';
import { type OtherDevice, otherDevice } from '../../test/browser/other-device';
import { madeOnce } from '../../test/browser/photo-file';

const words = es.phone;

/** Opens a new code in the engine, which has no session. Returns its address. */
async function openOnPhone(phone: EnginePage, desk: OtherDevice): Promise<string> {
  const url = await desk.startPhone();
  await phone.driver.goto(url);
  await expect.poll(() => desk.phoneState()).toBe('opened');
  await greets(phone);
  return url;
}

async function greets(phone: EnginePage): Promise<void> {
  await phone.shows(fill(words.hello, { name: phone.agent.nombre }));
}

async function send(phone: EnginePage, name: string, photo: Buffer): Promise<void> {
  await phone.choose(name, photo);
  await phone.click(es.editor.use);
  await phone.shows(words.done);
}

test(
  'a photo is chosen on the phone without signing in, framed and sent, and the desk has it',
  DEEP,
  async ({ profile: phone, engine }) => {
    const desk = await otherDevice(phone.agent);
    const url = await openOnPhone(phone, desk);
    expect(await phone.driver.evaluate(() => location.href)).toBe(url.split('#')[0]);

    await send(phone, 'IMG_0001.jpg', await madeOnce({ width: 1600, height: 1200, gps: true }));
    expect(await desk.phoneState()).toBe('done');
    expect(await phone.stored()).toMatchObject({
      contentType: engine.uploads,
      width: 1024,
      height: 1024,
      quadrants: UPRIGHT,
    });
  },
);

test(
  'a code typed into the address replaces the current one, and a photo of 12 megapixels is sent',
  DEEP,
  async ({ profile: phone, engine }) => {
    const desk = await otherDevice(phone.agent);
    await openOnPhone(phone, desk);
    const { hash } = new URL(await desk.startPhone());
    // The page loads again, which may abort the call.
    const type = (typed: string) => {
      location.hash = typed;
    };
    await phone.driver.evaluate(type, hash).catch(() => {});
    await expect.poll(() => desk.phoneState()).toBe('opened');
    await greets(phone);

    const large = { width: 4000, height: 3000, orientation: 6, quality: 60, noise: 1 };
    await send(phone, 'IMG_0002.JPG', await madeOnce(large));
    expect(await desk.phoneState()).toBe('done');
    expect(await phone.stored()).toMatchObject({
      contentType: engine.uploads,
      width: 1024,
      quadrants: UPRIGHT,
    });
  },
);

test(
  'a reload keeps what the phone opened, until the desk ends it',
  DEEP,
  async ({ profile: phone }) => {
    const desk = await otherDevice(phone.agent);
    await openOnPhone(phone, desk);
    await phone.driver.goto(`${phone.baseUrl}/t`);
    await greets(phone);
    await phone.choose('foto.jpg', await madeOnce({ width: 300, height: 300 }));
    await phone.inEditor();
    await desk.endPhone();
    await phone.click(es.editor.use);
    await phone.shows(words.endedTitle);
    await phone.driver.goto(`${phone.baseUrl}/t`);
    await phone.shows(words.endedTitle);
    expect((await phone.api()).profileImageKey).toBeNull();
  },
);

test(
  'a HEIC is converted on the phone; a broken one gets a message, and another can be chosen',
  DEEP,
  async ({ profile: phone, engine }) => {
    const desk = await otherDevice(phone.agent);
    await openOnPhone(phone, desk);
    const heic = await readFile(new URL('../../test/browser/quadrants.heic', import.meta.url));
    await phone.choose('IMG_0003.HEIC', heic.subarray(0, heic.length / 2));
    await phone.shows(es.editor.unreadable);
    expect(await desk.phoneState()).toBe('opened');
    await phone.click(es.editor.close);

    await send(phone, 'IMG_0004.HEIC', heic);
    expect(await desk.phoneState()).toBe('done');
    expect(await phone.stored()).toMatchObject({
      contentType: engine.uploads,
      width: 480,
      height: 480,
      quadrants: UPRIGHT,
    });
  },
);
