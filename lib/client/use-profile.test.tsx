import { act, renderHook, waitFor } from '@testing-library/react';
import type { ReactNode } from 'react';
import { SWRConfig } from 'swr';
import type { ProfileResponse } from '@/lib/shared/profile-schema';
import { fakeFetch, photoProfile, someProfile } from '@/test/client/fake-network';
import { RENEW_BEFORE_MS } from './photo-urls';
import { useProfile } from './use-profile';

const START = 1_700_000_000_000;
let answer: ProfileResponse;
let network: ReturnType<typeof fakeFetch>;
/** jsdom has no BroadcastChannel. */
let channels: FakeChannel[];
class FakeChannel {
  readonly said: unknown[] = [];
  onmessage?: (message: { data: unknown }) => void;
  constructor() {
    channels.push(this);
  }
  postMessage(data: unknown) {
    this.said.push(data);
  }
  close() {}
}
beforeEach(() => {
  channels = [];
  Object.assign(globalThis, { BroadcastChannel: FakeChannel });
  jest.useFakeTimers({ now: START });
  network = fakeFetch(() => ({ body: answer }));
});
afterEach(() => {
  network.restore();
  Reflect.deleteProperty(globalThis, 'BroadcastChannel');
  jest.useRealTimers();
});

/** Gives each test a separate SWR cache, without deduplication of requests. */
function Fresh({ children }: { children: ReactNode }) {
  return (
    <SWRConfig value={{ provider: () => new Map(), dedupingInterval: 0 }}>{children}</SWRConfig>
  );
}

const show = (rendered: ProfileResponse) =>
  renderHook(() => useProfile(rendered), { wrapper: Fresh });
const pass = (ms: number) => act(() => jest.advanceTimersByTimeAsync(ms));

it('shows the server-rendered profile, without a request', async () => {
  const { result } = show(photoProfile('a', 'rendered'));
  await pass(1_000);
  expect(result.current.profile.profileImageUrl).toBe('https://s3/a?rendered');
  expect(network.calls).toEqual([]);
});

it('reads the profile at once if an upload is pending', async () => {
  answer = photoProfile('b', 'settled');
  const { result } = show(someProfile({ profileImageStatus: 'pending' }));
  await pass(1_000);
  expect(network.calls).toHaveLength(1);
  expect(result.current.profile.profileImageKey).toBe('b');
});

it('renews the URLs before they expire', async () => {
  answer = photoProfile('a', 'renewed');
  const { result } = show(photoProfile('a', 'rendered'));
  await pass(300_000 - RENEW_BEFORE_MS - 1_000);
  expect(network.calls).toEqual([]);
  await pass(2_000);
  expect(network.calls).toHaveLength(1);
  expect(result.current.profile.profileImageUrl).toBe('https://s3/a?renewed');
});

it('keeps the src if a new response shows the same photo', async () => {
  const { result } = show(photoProfile('a', 'rendered'));
  await act(() => result.current.show({ ...photoProfile('a', 'other'), nombre: 'Eva' }));
  expect(result.current.profile.profileImageUrl).toBe('https://s3/a?rendered');
  expect(result.current.profile.nombre).toBe('Eva');
});

it('requests new URLs once if the photo fails, and again only after one has loaded', async () => {
  answer = photoProfile('a', 'fresh');
  const { result } = show(photoProfile('a', 'rendered'));
  act(() => result.current.photo.photoFailed());
  await waitFor(() => expect(result.current.profile.profileImageUrl).toBe('https://s3/a?fresh'));
  act(() => result.current.photo.photoFailed());
  await pass(1_000);
  expect(network.calls).toHaveLength(1);
  act(() => result.current.photo.photoLoaded());
  act(() => result.current.photo.photoFailed());
  await pass(1_000);
  expect(network.calls).toHaveLength(2);
});

it('retries the photo even if the new URL is the same, as within one second', async () => {
  answer = photoProfile('a', 'rendered');
  const { result } = show(photoProfile('a', 'rendered'));
  act(() => result.current.photo.photoFailed());
  await pass(1_000);
  expect(result.current.photo.attempt).toBe(1);
});

it('reads the profile again after a change in another tab, and announces its own changes', async () => {
  answer = photoProfile('b', 'other tab');
  const { result } = show(photoProfile('a', 'rendered'));
  const [channel] = channels;
  channel?.onmessage?.({ data: { userId: 'somebody else', news: 'changed' } });
  await pass(1_000);
  expect(network.calls).toEqual([]);
  channel?.onmessage?.({ data: { userId: 'u1', news: 'changed' } });
  await pass(1_000);
  expect(result.current.profile.profileImageKey).toBe('b');
  await act(() => result.current.show(photoProfile('c', 'own')));
  // One channel for both directions, since a channel does not receive its own messages.
  expect(channels).toHaveLength(1);
  expect(channel?.said).toEqual([{ userId: 'u1', news: 'changed' }]);
});

it('shows no profile of another user who has signed in, and reports that', async () => {
  answer = { ...photoProfile('b', 'other'), userId: 'u2', nombre: 'Berta' };
  const { result } = show(photoProfile('a', 'rendered'));
  await pass(300_000);
  expect(network.calls).toHaveLength(1);
  expect(result.current).toMatchObject({
    isOthers: true,
    profile: { userId: 'u1', profileImageKey: 'a', nombre: 'Ana' },
  });
});

it('does not show the response to a change that was made as another user', async () => {
  const { result } = show(photoProfile('a', 'rendered'));
  await act(() => result.current.show({ ...photoProfile('b', 'other'), userId: 'u2' }));
  expect(result.current).toMatchObject({ isOthers: true, profile: { profileImageKey: 'a' } });
});
