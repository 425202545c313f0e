import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { fill } from '@/components/i18n/fill';
import { es } from '@/components/messages/es';
import { PERSON_FIELD_NAMES, rulesOf } from '@/lib/shared/person-fields';
import { type Answer, type Call, fakeFetch, someProfile } from '@/test/client/fake-network';
import { samplesOf } from '@/test/profile/field-samples';
import { DetailsForm } from './details-form';

const words = es.details;
const profile = someProfile({ nombre: 'Ana', apellido: 'Ortega' });
let network: ReturnType<typeof fakeFetch>;
let answer: (call: Call) => Answer;
beforeEach(() => {
  network = fakeFetch((call) => answer(call));
});
afterEach(() => network.restore());

function show() {
  const onSaved = jest.fn(async () => {});
  const onDirtyChange = jest.fn();
  render(
    <DetailsForm profile={profile} words={words} onSaved={onSaved} onDirtyChange={onDirtyChange} />,
  );
  return {
    onSaved,
    onDirtyChange,
    nombre: screen.getByLabelText(words.nombre),
    user: userEvent.setup(),
  };
}

it('sends only changed fields, and says that they are saved', async () => {
  const saved = someProfile({ nombre: 'Eva', apellido: 'Ortega' });
  answer = () => ({ body: saved });
  const { onSaved, nombre, user } = show();
  await user.clear(nombre);
  await user.type(nombre, 'Eva');
  await user.click(screen.getByRole('button', { name: words.save }));
  expect(await screen.findByText(words.saved)).toBeTruthy();
  expect(network.calls).toEqual([{ method: 'PUT', path: '/api/profile', body: { nombre: 'Eva' } }]);
  expect(onSaved).toHaveBeenCalledWith(saved);
});

it.each(PERSON_FIELD_NAMES)('has a labelled input for %s, and sends it', async (field) => {
  answer = () => ({ body: profile });
  const { user } = show();
  const line = screen.getByLabelText(words[field]);
  expect(line.getAttribute('autocomplete')).toBe(rulesOf(field).autoComplete);
  expect((line as HTMLInputElement).required).toBe(rulesOf(field).required);
  await user.clear(line);
  const { typed } = samplesOf(rulesOf(field));
  await user.type(line, typed);
  await user.click(screen.getByRole('button', { name: words.save }));
  await screen.findByText(words.saved);
  expect(network.calls).toEqual([
    { method: 'PUT', path: '/api/profile', body: { [field]: typed } },
  ]);
});

it.each([
  ['   ', words.empty],
  ['\u200b', words.empty],
  ['x'.repeat(81), fill(words.tooLong, { max: 80 })],
  ['a\u202eb', words.badCharacters],
])('does not send %j, says why, and leads there', async (name, sentence) => {
  answer = () => ({ body: profile });
  const { nombre, user } = show();
  await user.clear(nombre);
  await user.click(nombre);
  await user.paste(name);
  await user.click(screen.getByRole('button', { name: words.save }));
  expect(screen.getByText(sentence)).toBeTruthy();
  expect(nombre.getAttribute('aria-invalid')).toBe('true');
  expect(document.activeElement).toBe(nombre);
  expect(network.calls).toEqual([]);
});

it('opens the group of the signature and the card if a field in it is invalid', async () => {
  answer = () => ({ body: profile });
  const { user } = show();
  const group = screen.getByText(words.onCard).closest('details');
  const phone = screen.getByLabelText(words.telefono);
  expect([group?.open, phone.getAttribute('type')]).toEqual([false, 'tel']);
  await user.type(phone, '12');
  await user.click(screen.getByRole('button', { name: words.save }));
  expect(screen.getByText(words.phone)).toBeTruthy();
  expect([group?.open, document.activeElement]).toEqual([true, phone]);
  expect(network.calls).toEqual([]);
});

it.each<[Answer | null, string]>([
  [{ status: 401, body: { code: 'unauthenticated' } }, words.signedOut],
  [
    { status: 429, body: { code: 'rate_limited' }, headers: { 'Retry-After': '9' } },
    fill(words.busy, { seconds: 9 }),
  ],
  [{ status: 503, body: { code: 'unavailable' } }, words.unavailable],
  [{ status: 400, body: { code: 'invalid_request' } }, words.invalid],
  [{ status: 404, body: { code: 'user_not_found' } }, words.userGone],
  [{ status: 500, body: {} }, words.failed],
  [null, words.offline],
])('shows why saving failed, and keeps the typed text: %j', async (given, sentence) => {
  answer = () => {
    if (given === null) throw new TypeError('failed to fetch');
    return given;
  };
  const { nombre, user } = show();
  await user.type(nombre, ' María');
  await user.click(screen.getByRole('button', { name: words.save }));
  expect(await screen.findByText(sentence)).toBeTruthy();
  expect((nombre as HTMLInputElement).value).toBe('Ana María');
});

it('keeps text that is typed while saving, and sends one request at a time', async () => {
  let release = (_: Answer) => {};
  network.restore();
  network = fakeFetch(() => new Promise<Answer>((resolve) => (release = resolve)));
  const { nombre, user } = show();
  await user.type(nombre, ' M');
  await user.keyboard('{Enter}');
  await user.type(nombre, 'aría');
  await user.keyboard('{Enter}');
  expect(network.calls).toHaveLength(1);
  release({ body: someProfile({ nombre: 'Ana M', apellido: 'Ortega' }) });
  expect(await screen.findByText(words.saved)).toBeTruthy();
  expect((nombre as HTMLInputElement).value).toBe('Ana María');
});

it.each([
  ['as it was', 'Ana'],
  ['but for what is not stored', ' \u200bAna '],
])('sends nothing where a name is %s, and says that there is nothing to save', async (_, text) => {
  const { nombre, onDirtyChange, user } = show();
  await user.type(nombre, 'x');
  expect(onDirtyChange).toHaveBeenLastCalledWith(true);
  await user.clear(nombre);
  await user.click(nombre);
  await user.paste(text);
  expect(onDirtyChange).toHaveBeenLastCalledWith(false);
  await user.click(screen.getByRole('button', { name: words.save }));
  expect(screen.getByText(words.unchanged)).toBeTruthy();
  expect(network.calls).toEqual([]);
  expect((nombre as HTMLInputElement).value).toBe('Ana');
});

it('saves a user without a last name', async () => {
  answer = () => ({ body: someProfile({ nombre: 'Ana', apellido: '' }) });
  const { user } = show();
  await user.clear(screen.getByLabelText(words.apellido));
  await user.click(screen.getByRole('button', { name: words.save }));
  await screen.findByText(words.saved);
  expect(network.calls.map(({ body }) => body)).toEqual([{ apellido: '' }]);
});
