// The form with the names, the language switch, and signing out.
import { en } from '@/components/messages/en';
import { es } from '@/components/messages/es';
import { DEEP, expect, test } from '../test/browser/fixtures';
import { gateOn, isScript } from '../test/browser/gate';
import { openProfile, ProfilePage } from '../test/browser/profile-page';

test('the names are saved, and the page says so', async ({ signedIn }) => {
  const profile = await openProfile(signedIn);
  await signedIn.getByLabel(es.details.nombre).fill('  Lucía ');
  await signedIn.getByLabel(es.details.apellido).fill('Peña');
  await profile.button(es.details.save).click();
  await expect(signedIn.getByText(es.details.saved)).toBeVisible();
  await expect(profile.header).toContainText('Lucía Peña');
  await signedIn.reload();
  await expect(signedIn.getByLabel(es.details.nombre)).toHaveValue('Lucía');
});

test('an empty first name is refused before it is sent, and its field gets the focus', async ({
  signedIn,
}) => {
  const profile = await openProfile(signedIn);
  await signedIn.getByLabel(es.details.nombre).fill('   ');
  await profile.button(es.details.save).click();
  await expect(signedIn.getByText(es.details.empty)).toBeVisible();
  await expect(signedIn.getByLabel(es.details.nombre)).toBeFocused();
});

test('a first name without a last name is saved, and shown alone', DEEP, async ({ signedIn }) => {
  const profile = await openProfile(signedIn);
  await signedIn.getByLabel(es.details.nombre).fill('\u200bSukarno');
  await signedIn.getByLabel(es.details.apellido).fill('');
  await profile.button(es.details.save).click();
  await expect(signedIn.getByText(es.details.saved)).toBeVisible();
  const stored = await (await signedIn.request.get('/api/profile')).json();
  expect(stored).toMatchObject({ nombre: 'Sukarno', apellido: '' });
  await expect(profile.header.getByText('Sukarno', { exact: true })).toBeVisible();
});

test('the fields of the signature and the card are in a closed group, and are saved in normalized form', async ({
  signedIn,
}) => {
  const profile = await openProfile(signedIn);
  const phone = signedIn.getByLabel(es.details.telefono);
  await expect(phone).toBeHidden();
  await signedIn.getByText(es.details.onCard).focus();
  await signedIn.keyboard.press('Enter');
  await phone.fill('1234');
  await signedIn.getByLabel(es.details.cedula).fill('a-123 456');
  await signedIn.getByText(es.details.onCard).click();
  await profile.button(es.details.save).click();
  await expect(signedIn.getByText(es.details.phone)).toBeVisible();
  await expect(phone).toBeFocused();
  await phone.fill('(55) 1234-5678');
  await profile.button(es.details.save).click();
  await expect(signedIn.getByText(es.details.saved)).toBeVisible();
  await expect(phone).toHaveValue('+525512345678');
  const stored = await (await signedIn.request.get('/api/profile')).json();
  expect(stored).toMatchObject({ telefono: '+525512345678', cedula: 'A123456', puesto: '' });
});

test('closing the page or signing out with unsaved details asks first', async ({ signedIn }) => {
  const profile = await openProfile(signedIn);
  const name = signedIn.getByLabel(es.details.nombre);
  await name.fill('Lucía');

  const asked = signedIn.waitForEvent('dialog');
  await signedIn.evaluate(() => void setTimeout(() => window.location.reload()));
  const question = await asked;
  expect(question.type()).toBe('beforeunload');
  await question.dismiss();
  await expect(name).toHaveValue('Lucía');

  await profile.button(es.header.signOut).click();
  const dialog = signedIn.getByRole('dialog', { name: es.leaving.detailsTitle });
  await dialog.getByRole('button', { name: es.leaving.stay }).click();
  await profile.button(es.details.save).click();
  await expect(signedIn.getByText(es.details.saved)).toBeVisible();
  await profile.button(es.header.signOut).click();
  await expect(signedIn).toHaveURL(/\/sign-in/);
});

test('the language can be switched, and stays', async ({ signedIn }) => {
  const profile = await openProfile(signedIn);
  await expect(signedIn.locator('html')).toHaveAttribute('lang', 'es');
  await profile.button('English').click();
  await expect(signedIn.getByRole('heading', { level: 1, name: en.profile.title })).toBeVisible();
  await expect(signedIn.locator('html')).toHaveAttribute('lang', 'en');
  await signedIn.reload();
  await expect(signedIn.getByRole('heading', { level: 1, name: en.profile.title })).toBeVisible();
});

test('signing out leads to the sign-in page, and the profile no longer opens', async ({
  signedIn,
}) => {
  const profile = await openProfile(signedIn);
  await profile.button(es.header.signOut).click();
  await expect(signedIn).toHaveURL(/\/sign-in/);
  await signedIn.goto('/profile');
  await expect(signedIn).toHaveURL(/\/sign-in\?/);
});

test('a name typed before the script has loaded is saved, and never appears in the address', async ({
  signedIn,
}) => {
  const scripts = await gateOn(signedIn, isScript);
  scripts.hold();
  await signedIn.goto('/profile', { waitUntil: 'commit' });
  const name = signedIn.getByLabel(es.details.nombre);
  await name.fill('Lucía');
  await name.press('Enter');
  const profile = new ProfilePage(signedIn);
  await expect(profile.button(es.details.save)).toBeDisabled();
  scripts.open();
  await profile.button(es.details.save).click();
  await expect(signedIn.getByText(es.details.saved)).toBeVisible();
  expect(new URL(signedIn.url()).search).toBe('');
  await profile.open();
  await expect(name).toHaveValue('Lucía');
});
