// Checks a page with axe, by WCAG 2.2 AA and axe's best practices.
import AxeBuilder from '@axe-core/playwright';
import type { Locator, Page } from 'playwright/test';
import { expect } from './fixtures';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** @param state what the page shows, for the message of a failure */
export async function expectNoFindings(page: Page, state: string): Promise<void> {
  const violations = await violationsOn(page);
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((n) => n.html).join(' ')}`);
  expect(found, state).toEqual([]);
}

/** Retries, since Next removes the page's title for a moment while the router refreshes. */
async function violationsOn(page: Page) {
  // Text scrolled under the translucent header has too little contrast.
  await page.evaluate(() => window.scrollTo(0, 0));
  for (;;) {
    const { violations } = await new AxeBuilder({ page }).withTags(TAGS).analyze();
    if (!violations.some(({ id }) => id === 'document-title')) return violations;
    await expect(page).toHaveTitle(/./);
  }
}

/** Checks a state that is slow to reach in the light and in the dark theme, without transitions between them. */
export async function expectNoFindingsInBothThemes(page: Page, state: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await expectNoFindings(page, `${state}, ${colorScheme}`);
  }
}

/** Expects a contrast of at least 4.5 to 1 (WCAG 2.2, 1.4.3) where axe cannot determine the background. */
export async function expectContrast(text: Locator, ground: Locator): Promise<void> {
  const luminance = (colour: string) => {
    const [r = 0, g = 0, b = 0] = (colour.match(/[\d.]+/g) ?? []).map((part) => {
      const value = Number(part) / 255;
      return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const colour = await text.evaluate((element) => getComputedStyle(element).color);
  const behind = await ground.evaluate((element) => getComputedStyle(element).backgroundColor);
  const [dark = 0, light = 0] = [luminance(colour), luminance(behind)].sort((a, b) => a - b);
  expect((light + 0.05) / (dark + 0.05), `${colour} on ${behind}`).toBeGreaterThanOrEqual(4.5);
}
