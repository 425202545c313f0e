// The signature is shown only while readers of a mail, who are not signed in, can see the photo.
import { act, fireEvent, render, screen } from '@testing-library/react';
import { es } from '@/components/messages/es';
import { fakeFetch, someProfile } from '@/test/client/fake-network';
import { SignaturePart } from './signature-part';

const words = es.kit;
const URL_OF_LINK = 'https://perfil.polizalab.test/f/AAAAAAAAAAAAAAAAAAAAAA.jpg';

function show(profileImageLink: ReturnType<typeof someProfile>['profileImageLink']) {
  const onChanged = jest.fn(async () => {});
  const profile = someProfile({ profileImageLink });
  render(<SignaturePart profile={profile} words={words} onChanged={onChanged} />);
  return onChanged;
}

const preview = () => screen.queryByRole('region', { name: words.preview });

it('is shown with a link for anyone', () => {
  show({ url: URL_OF_LINK, audience: 'anyone' });
  expect(preview()).not.toBeNull();
});

it.each([null, { url: URL_OF_LINK, audience: 'team' as const }])(
  'with the link %j, it offers to turn the link on for anyone',
  async (link) => {
    const answer = someProfile({ profileImageLink: { url: URL_OF_LINK, audience: 'anyone' } });
    const network = fakeFetch(() => ({ body: answer }));
    const onChanged = show(link);
    expect(preview()).toBeNull();
    await act(async () => fireEvent.click(screen.getByRole('button', { name: words.turnOn })));
    expect(network.calls).toMatchObject([
      { method: 'PUT', path: '/api/profile/link', body: { audience: 'anyone' } },
    ]);
    expect(onChanged).toHaveBeenCalledWith(answer);
    network.restore();
  },
);

it('shows why the link could not be turned on', async () => {
  const network = fakeFetch(() => ({ status: 503 }));
  show(null);
  await act(async () => fireEvent.click(screen.getByRole('button', { name: words.turnOn })));
  expect(screen.getByRole('alert').textContent).toBe(words.failed);
  network.restore();
});
