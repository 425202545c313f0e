import { act, render, screen } from '@testing-library/react';
import { es } from '@/components/messages/es';
import { type Answer, fakeFetch } from '@/test/client/fake-network';
import { PhonePage } from './phone-page';

const words = es.phone;

it.each([
  ['opened', { body: { nombre: 'Ana', initials: 'AO', expiresIn: 300 } }, words.lead],
  ['refused', { status: 404, body: { code: 'phone_code_ended' } }, words.ended],
  ['not reached', { status: 503 }, words.failed],
])('speaks what becomes of a code that is %s', async (_, answer: Answer, text) => {
  let reply = (_: Answer) => {};
  const network = fakeFetch(() => new Promise((resolve) => (reply = resolve)));
  window.history.replaceState(null, '', `/t#${'c'.repeat(22)}`);
  render(<PhonePage words={es} />);
  // Screen readers speak changes inside of an element that was there before.
  const live = screen.getByText(words.opening).closest('[aria-live=polite]');
  expect(live).toBeTruthy();
  await act(async () => reply(answer));
  expect(screen.getByText(text).closest('[aria-live=polite]')).toBe(live);
  network.restore();
});
