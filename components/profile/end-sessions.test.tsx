import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { es } from '@/components/messages/es';
import { fakeFetch } from '@/test/client/fake-network';
import { EndSessions } from './end-sessions';

const words = es.sessions;
const guard = { unsaved: null, leave: jest.fn() };

it('shows a message if the sessions could not be ended, and can be retried', async () => {
  const network = fakeFetch(() => ({ status: 503, body: { code: 'unavailable' } }));
  const user = userEvent.setup();
  render(<EndSessions guard={guard} words={es} />);
  await user.click(screen.getByRole('button', { name: words.end }));
  expect(await screen.findByText(words.failed)).toBeTruthy();
  await user.click(screen.getByRole('button', { name: words.end }));
  expect(network.calls).toEqual([
    { method: 'DELETE', path: '/api/profile/sessions', body: undefined },
    { method: 'DELETE', path: '/api/profile/sessions', body: undefined },
  ]);
  expect(guard.leave).not.toHaveBeenCalled();
  network.restore();
});
