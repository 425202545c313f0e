// Page object of the profile page for the tests of all engines.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { es } from '@/components/messages/es';
import { DEMO_PASSWORD } from '@/dev/demo-agents';
import type { ProfileResponse } from '@/lib/shared/profile-schema';
import type { Driver } from './drivers/driver';
import { nearestQuadrant, quarters } from './editor-page';
import { type Agent, expect, sessionToken } from './fixtures';

/** A photo as the API returns it. */
interface StoredPhoto {
  bytes: Buffer;
  contentType: string;
  width: number;
  height: number;
  /** The quadrants of the test photo, by colour, in reading order. */
  quadrants: string[];
}

/** The page of one browser, by its driver. */
export class EnginePage {
  private files = 0;

  /** @param folder for the files that it chooses */
  constructor(
    readonly driver: Driver,
    readonly agent: Agent,
    readonly baseUrl: string,
    private readonly folder: string,
  ) {}

  async signIn(): Promise<void> {
    await this.driver.goto(`${this.baseUrl}/sign-in`);
    await this.fill('email', this.agent.email);
    await this.fill('password', DEMO_PASSWORD);
    await this.click(es.signIn.submit);
    await this.becomes(() => location.pathname, '/profile');
    await this.hydrated();
  }

  async reload(): Promise<void> {
    await this.driver.goto(`${this.baseUrl}/profile`);
    await this.hydrated();
  }

  /** Waits until React listens to the file input. */
  private async hydrated(): Promise<void> {
    await this.becomes(() => {
      const input = document.querySelector('input[type=file]');
      return Object.keys(input ?? {}).some((key) => key.startsWith('__reactProps$'));
    }, true);
  }

  /** Chooses a file as the system's dialog does. The browser derives its type from the name. */
  async choose(name: string, bytes: Buffer): Promise<void> {
    this.files += 1;
    const folder = join(this.folder, `${this.files}`);
    mkdirSync(folder, { recursive: true });
    const path = join(folder, name);
    writeFileSync(path, bytes);
    await this.driver.setFiles('input[type=file]', [path]);
  }

  /** Chooses a file, waits for the editor, and uses the photo as the editor frames it. */
  async upload(name: string, bytes: Buffer): Promise<void> {
    await this.choose(name, bytes);
    await this.use();
  }

  /** "Use photo" in the editor. Waits until the new photo is shown from the server. */
  async use(): Promise<void> {
    const before = await this.shownPath();
    await this.click(es.editor.use);
    await expect.poll(async () => [null, before].includes(await this.shownPath())).toBe(false);
  }

  async inEditor(): Promise<void> {
    await this.becomes(
      () => document.querySelector('dialog [role=application]')?.getAttribute('aria-busy'),
      'false',
    );
  }

  /** The URL path of the photo in the large circle; null if there is none, or not yet from the server. */
  shownPath(): Promise<string | null> {
    return this.driver.evaluate(() => {
      const photo = document.querySelector<HTMLImageElement>('main img[alt^="Foto de perfil de"]');
      const isLoaded = photo?.complete && photo.naturalWidth > 0;
      return isLoaded && photo.src.includes('/profiles/') ? new URL(photo.src).pathname : null;
    });
  }

  /** Waits until this photo is shown; null is none. */
  async becomesPhoto(path: string | null): Promise<void> {
    await expect.poll(() => this.shownPath()).toBe(path);
  }

  /** Focuses a field by its name, and replaces its value by typing. */
  async fill(name: string, text: string): Promise<void> {
    await this.focus(name);
    await this.driver.press('a', true);
    await this.driver.type(text);
  }

  async focus(name: string): Promise<void> {
    const selector = `input[name=${name}]`;
    await this.becomes((css: string) => document.querySelector(css) !== null, true, selector);
    await this.driver.evaluate((css: string) => {
      document.querySelector<HTMLElement>(css)?.focus();
    }, selector);
  }

  value(name: string): Promise<string | undefined> {
    return this.driver.evaluate(
      (css: string) => document.querySelector<HTMLInputElement>(css)?.value,
      `input[name=${name}]`,
    );
  }

  /** Clicks an enabled button by its name, in the last open dialog if there is one. */
  async click(name: string): Promise<void> {
    let point: { x: number; y: number } | null = null;
    await expect
      .poll(
        async () => {
          point = await this.driver.evaluate((wanted: string) => {
            const dialogs = document.querySelectorAll('dialog[open]');
            const root = dialogs[dialogs.length - 1] ?? document;
            const button = Array.from(root.querySelectorAll<HTMLButtonElement>('button')).find(
              (one) =>
                (one.ariaLabel ?? one.textContent ?? '').trim() === wanted &&
                !one.matches(':disabled') &&
                one.getClientRects().length > 0,
            );
            button?.scrollIntoView({ block: 'center', behavior: 'instant' });
            const box = button?.getBoundingClientRect();
            return box ? { x: box.x + box.width / 2, y: box.y + box.height / 2 } : null;
          }, name);
          return point !== null;
        },
        { message: `a button "${name}"` },
      )
      .toBe(true);
    const { x, y } = point ?? { x: 0, y: 0 };
    await this.driver.click(x, y);
  }

  /** Clicks a button that saves a file, and returns the file: drivers cannot see where a browser saves it. */
  async saved(button: string): Promise<{ name: string; bytes: Buffer }> {
    await this.driver.evaluate(() => {
      const saved: { name: string; blob: Blob | null } = { name: '', blob: null };
      Object.assign(window, { saved });
      const make = URL.createObjectURL;
      URL.createObjectURL = (blob: Blob) => {
        URL.createObjectURL = make;
        saved.blob = blob;
        return make(blob);
      };
      HTMLAnchorElement.prototype.click = function (this: HTMLAnchorElement) {
        saved.name = this.download;
      };
    });
    await this.click(button);
    await this.becomes(() => Reflect.get(window, 'saved').name !== '', true);
    const { name, bytes } = await this.driver.evaluate(async () => {
      const { name, blob } = Reflect.get(window, 'saved');
      return { name: String(name), bytes: Array.from(new Uint8Array(await blob.arrayBuffer())) };
    });
    return { name, bytes: Buffer.from(bytes) };
  }

  /** Waits until the page shows the text. */
  async shows(text: string): Promise<void> {
    await this.becomes(
      // biome-ignore lint/performance/useDomNodeTextContent: the page's scripts hold all texts
      (wanted: string) => document.body.innerText.includes(wanted),
      true,
      text,
    );
  }

  /** Waits until the function returns the value in the page. */
  async becomes<A extends string[], R>(
    run: (...args: A) => R,
    value: Awaited<R>,
    ...args: A
  ): Promise<void> {
    // While the page navigates there is nothing to evaluate in.
    const read = () => this.driver.evaluate(run, ...args).catch(() => undefined);
    await expect.poll(read, { message: `${run} ${args}` }).toEqual(value);
  }

  async api(): Promise<ProfileResponse> {
    const cookie = `next-auth.session-token=${await sessionToken(this.agent)}`;
    const response = await fetch(`${this.baseUrl}/api/profile`, { headers: { cookie } });
    return response.json();
  }

  /** Reads the photo back through the API. */
  async stored(): Promise<StoredPhoto> {
    const { profileImageUrl } = await this.api();
    if (profileImageUrl === null) throw new Error('The API has no photo.');
    const bytes = Buffer.from(await (await fetch(profileImageUrl)).arrayBuffer());
    const { format, width, height } = await sharp(bytes).metadata();
    const quadrants = (await quarters(bytes)).map(nearestQuadrant);
    return { bytes, contentType: `image/${format}`, width, height, quadrants };
  }
}
