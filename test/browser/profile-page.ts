// Page object of the profile page, which finds controls by role and text, like a user.
import { expect, type FileChooser, type Locator, type Page } from 'playwright/test';
import { es } from '@/components/messages/es';

export interface GivenFile {
  name: string;
  mimeType: string;
  buffer: Buffer;
}

/** The profile page in one Playwright page. */
export class ProfilePage {
  /** The large photo or the initials in the middle of the page. */
  readonly photo: Locator;
  /** The initials that the circle shows without a photo. */
  readonly initials: Locator;
  readonly header: Locator;
  readonly fileInput: Locator;
  readonly progress: Locator;

  constructor(readonly page: Page) {
    this.photo = page.getByRole('main').getByRole('img', { name: /^Foto de perfil de/ });
    this.initials = page
      .getByRole('main')
      .getByText(/^Sin foto/)
      .locator('..');
    this.header = page.getByRole('banner');
    this.fileInput = page.locator('input[type=file]').first();
    this.progress = page.getByRole('progressbar', { name: es.upload.progress });
  }

  async open(): Promise<void> {
    await this.page.goto('/profile');
    await this.page.getByRole('heading', { level: 1, name: es.profile.title }).waitFor();
    await this.hydrated();
  }

  /** Resolves once React has hydrated the page; earlier interactions would be lost. */
  private async hydrated(): Promise<void> {
    const input = await this.fileInput.elementHandle();
    await this.page.waitForFunction(
      (element) => Object.keys(element ?? {}).some((key) => key.startsWith('__reactProps$')),
      input,
    );
  }

  /** Chooses files through the file input, like the system's file dialog. */
  async choose(...files: GivenFile[]): Promise<void> {
    await this.fileInput.setInputFiles(files);
  }

  /** The system's file dialog, which `open` opens. */
  async chooserOf(open: () => Promise<void>): Promise<FileChooser> {
    const chooser = this.page.waitForEvent('filechooser');
    // Keys and clicks may reach the page before the command to intercept the dialog. A response of the page proves that the command
    // has arrived.
    await this.page.evaluate(() => {});
    await open();
    return chooser;
  }

  /** Chooses a file and uses it without changing the crop. */
  async upload(file: GivenFile): Promise<void> {
    await this.choose(file);
    await this.confirmEdit();
  }

  /** Uses a photo while offline, and stays offline. The editor is loaded before. */
  async uploadOffline(file: GivenFile): Promise<void> {
    await this.choose(file);
    await this.button(es.editor.use).waitFor();
    await this.page.context().setOffline(true);
    await this.confirmEdit();
    await this.page.getByText(es.upload.offline).first().waitFor();
  }

  /** Presses "Use photo" in the editor. */
  async confirmEdit(): Promise<void> {
    await this.button(es.editor.use).click();
  }

  /** Drops files onto the page. */
  async drop(...files: GivenFile[]): Promise<void> {
    const plain = files.map(({ name, mimeType, buffer }) => ({
      name,
      mimeType,
      base64: buffer.toString('base64'),
    }));
    const transfer = await this.page.evaluateHandle((given) => {
      const data = new DataTransfer();
      for (const { name, mimeType, base64 } of given) {
        const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
        data.items.add(new File([bytes], name, { type: mimeType }));
      }
      return data;
    }, plain);
    for (const type of ['dragenter', 'dragover', 'drop']) {
      await this.page.getByRole('main').dispatchEvent(type, { dataTransfer: transfer });
    }
  }

  /**
   * Waits until the page has sent the framing of the shown photo. Wait before the session ends: otherwise the
   * server refuses the picture, and the browser logs an error.
   */
  async sentFraming(): Promise<void> {
    const adjust = this.page.locator('button:not([aria-disabled="true"])', {
      hasText: new RegExp(`^${es.photo.adjust}$`),
    });
    await adjust.waitFor({ state: 'attached' });
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  /** The URL path of the photo in the large circle, once it has loaded from the server. */
  async shownPath(): Promise<string> {
    for (;;) {
      // Until then the circle has the preview, a blob: or data: URL.
      await expect(this.photo).toHaveAttribute('src', /^https?:/);
      const source = await this.photo.evaluate(async (element) => {
        const image = element as HTMLImageElement;
        // It also rejects if another photo replaces this one meanwhile.
        return image.decode().then(
          () => image.currentSrc,
          () => null,
        );
      });
      if (source?.startsWith('http')) return new URL(source).pathname;
    }
  }
}

/** Opens the profile page in a Playwright page. */
export async function openProfile(page: Page): Promise<ProfilePage> {
  const profile = new ProfilePage(page);
  await profile.open();
  return profile;
}
