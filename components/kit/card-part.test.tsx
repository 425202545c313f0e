// The QR code, and the note beside it about who can see the photo.
import { act, fireEvent, render, screen } from '@testing-library/react';
import { es } from '@/components/messages/es';
import { fakeFetch, someProfile } from '@/test/client/fake-network';
import { CardPart } from './card-part';

const words = es.kit;
const URL_OF_LINK = 'https://perfil.polizalab.test/f/AAAAAAAAAAAAAAAAAAAAAA.jpg';

let network: ReturnType<typeof fakeFetch>;
beforeEach(() => {
  network = fakeFetch(() => ({ status: 503 }));
});
afterEach(() => network.restore());

async function chooseLink(profileImageLink: ReturnType<typeof someProfile>['profileImageLink']) {
  const profile = someProfile({ profileImageLink });
  render(<CardPart profile={profile} words={words} onChanged={async () => {}} />);
  await screen.findByText(words.failed);
  await act(async () => fireEvent.click(screen.getByLabelText(words.link)));
}

it('says that a link for the team is for the team', async () => {
  await chooseLink({ url: URL_OF_LINK, audience: 'team' });
  expect(screen.queryByText(words.qrForTeam)).not.toBeNull();
});

it('has no such note for a link for anyone', async () => {
  await chooseLink({ url: URL_OF_LINK, audience: 'anyone' });
  expect(screen.queryByText(words.qrForTeam)).toBeNull();
  expect(network.calls.at(-1)?.path).toBe('/api/profile/qr.svg?of=link');
});

it('requests no code while the link is off, and offers to turn it on', async () => {
  await chooseLink(null);
  expect(screen.queryByText(words.qrNeedsLink)).not.toBeNull();
  expect(network.calls.map(({ path }) => path)).toEqual(['/api/profile/qr.svg']);
  expect(screen.queryByText(words.failed)).toBeNull();
});

it('shows the code as an image that contains it, which no change of the subject can take away', async () => {
  network.restore();
  const svg = '<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0h1"/></svg>';
  // jsdom's Blob has no method `text`.
  network = fakeFetch(() => ({ body: { text: async () => svg } }));
  render(<CardPart profile={someProfile()} words={words} onChanged={async () => {}} />);
  const image: HTMLImageElement = await screen.findByAltText(words.qrAlt);
  expect(image.src).toBe(`data:image/svg+xml,${encodeURIComponent(svg)}`);
});
