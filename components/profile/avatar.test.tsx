import { act, fireEvent, render, screen } from '@testing-library/react';
import { Avatar } from './avatar';

const one = { src: 'https://s3/one', placeholderUrl: 'data:image/png;base64,AA' };
const two = { src: 'https://s3/two' };

/** The pictures that wait for decoding: jsdom decodes none, so the test ends each. */
let decoded: { src: string; done: () => void; failed: () => void }[];
const original = HTMLImageElement.prototype.decode;
beforeEach(() => {
  decoded = [];
  HTMLImageElement.prototype.decode = function decode(this: HTMLImageElement) {
    return new Promise((done, failed) => decoded.push({ src: this.src, done, failed }));
  };
});
afterEach(() => {
  HTMLImageElement.prototype.decode = original;
});

const avatar = (photo: { src: string; placeholderUrl?: string } | null) => (
  <Avatar photo={photo} initials="AO" alt="Foto de Ana" size={144} className="size-36" />
);
const shownSrc = () => screen.getByRole('img').getAttribute('src');

it('shows initials without a photo, with the name as alternative text', () => {
  render(avatar(null));
  expect(screen.getByText('AO')).toBeTruthy();
  expect(screen.getByText('Foto de Ana')).toBeTruthy();
});

it('shows the first photo at once, over its placeholder', () => {
  const { container } = render(avatar(one));
  expect(shownSrc()).toBe(one.src);
  expect(container.innerHTML).toContain('data:image/png;base64,AA');
});

it('keeps the old pixels until the new photo has been decoded', async () => {
  const { rerender } = render(avatar(one));
  rerender(avatar(two));
  expect(shownSrc()).toBe(one.src);
  expect(decoded.map(({ src }) => src)).toEqual([two.src]);
  await act(async () => decoded[0]?.done());
  expect(shownSrc()).toBe(two.src);
});

it('ignores a photo that is decoded after a newer one', async () => {
  const { rerender } = render(avatar(one));
  rerender(avatar(two));
  rerender(avatar(null));
  await act(async () => decoded[0]?.done());
  expect(screen.queryByRole('img')).toBeNull();
});

it('shows a preview at once, and draws an undecodable photo, so that the <img> reports its error', async () => {
  const { rerender } = render(avatar(one));
  rerender(avatar({ src: 'data:image/webp;base64,AA' }));
  expect(shownSrc()).toBe('data:image/webp;base64,AA');
  rerender(avatar(two));
  await act(async () => decoded.at(-1)?.failed());
  expect(shownSrc()).toBe(two.src);
});

it('shows initials under a photo without a placeholder, until it has loaded', () => {
  render(avatar(two));
  expect(screen.getByText('AO')).toBeTruthy();
  fireEvent.load(screen.getByRole('img'));
  expect(screen.queryByText('AO')).toBeNull();
});

it('shows initials for a photo that fails to load, until another photo is shown', async () => {
  const failed = jest.fn();
  const photo = (src: string) => (
    <Avatar
      photo={{ src }}
      initials="AO"
      alt="Foto de Ana"
      size={64}
      className="size-16"
      onPhotoError={failed}
    />
  );
  const { rerender } = render(photo(one.src));
  fireEvent.error(screen.getByRole('img'));
  expect(failed).toHaveBeenCalledTimes(1);
  expect(screen.queryByRole('img')).toBeNull();
  expect(screen.getByText('AO')).toBeTruthy();
  rerender(photo(two.src));
  await act(async () => decoded.at(-1)?.done());
  expect(shownSrc()).toBe(two.src);
});
