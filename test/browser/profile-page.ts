// The profile page as a test works it: by the roles and words that a person finds things by.
import type { Locator, Page } from 'playwright/test';
import { es } from '@/components/messages/es';

export interface GivenFile {
  name: string;
  mimeType: string;
  buffer: Buffer;
}

export class ProfilePage {
  /** The large photo, or initials, in the middle of the page. */
  readonly photo: Locator;
  readonly header: Locator;
  readonly fileInput: Locator;
  readonly progress: Locator;

  constructor(readonly page: Page) {
    this.photo = page.getByRole('main').getByRole('img', { name: /^Foto de perfil de/ });
    this.header = page.getByRole('banner');
    this.fileInput = page.locator('input[type=file]').first();
    this.progress = page.getByRole('progressbar', { name: es.upload.progress });
  }

  async open(): Promise<void> {
    await this.page.goto('/profile');
    await this.page.getByRole('heading', { level: 1, name: es.profile.title }).waitFor();
    await this.takenOver();
  }

  /** Once React listens: what is done to the page before that is lost. */
  private async takenOver(): Promise<void> {
    const input = await this.fileInput.elementHandle();
    await this.page.waitForFunction(
      (element) => Object.keys(element ?? {}).some((key) => key.startsWith('__reactProps$')),
      input,
    );
  }

  /** Chooses files by the button's input, as the system's dialog would hand them over. */
  async choose(...files: GivenFile[]): Promise<void> {
    await this.fileInput.setInputFiles(files);
  }

  /** Chooses a file and uses it as the editor shows it first. */
  async upload(file: GivenFile): Promise<void> {
    await this.choose(file);
    await this.confirmEdit();
  }

  /** Uses a photo without a connection, and leaves the page without one. The editor is loaded by then. */
  async uploadOffline(file: GivenFile): Promise<void> {
    await this.choose(file);
    await this.button(es.editor.use).waitFor();
    await this.page.context().setOffline(true);
    await this.confirmEdit();
    await this.page.getByText(es.upload.offline).first().waitFor();
  }

  /** "Use photo", in the editor. */
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

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  /** The URL path of the photo that the large circle shows, once it has loaded from the server. */
  async shownPath(): Promise<string> {
    for (;;) {
      const source = await this.photo.evaluate(async (element) => {
        const image = element as HTMLImageElement;
        // It rejects, too, where another photo takes the place of this one meanwhile.
        return image.decode().then(
          () => image.currentSrc,
          () => null,
        );
      });
      if (source !== null) return new URL(source).pathname;
    }
  }
}
