// Signs in as the demo agent, for the benchmarks.
import type { Page } from 'playwright';
import { es } from '@/components/messages/es';
import { DEMO_AGENTS, DEMO_PASSWORD } from '@/dev/demo-agents';
import { ProfilePage } from '../test/browser/profile-page';

/** Opens the sign-in page, signs in, and returns the profile page. */
export async function signIn(page: Page): Promise<ProfilePage> {
  await page.goto('/sign-in');
  await page.getByLabel(es.signIn.email).fill(DEMO_AGENTS[0]?.email ?? '');
  await page.getByLabel(es.signIn.password).fill(DEMO_PASSWORD);
  await page.getByRole('button', { name: es.signIn.submit }).click();
  await page.waitForURL('**/profile');
  return new ProfilePage(page);
}
