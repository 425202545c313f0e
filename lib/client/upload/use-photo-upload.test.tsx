import { act, renderHook } from '@testing-library/react';
import { StrictMode } from 'react';
import { someProfile } from '@/test/client/fake-network';
import { usePhotoUpload } from './use-photo-upload';

const handle = {
  profile: someProfile(),
  isOthers: false,
  fetchProfile: async () => someProfile(),
  show: async () => {},
};

// Of jsdom it has neither IndexedDB nor locks nor channels: it does without.
const open = () =>
  renderHook(
    () =>
      usePhotoUpload(
        handle,
        null,
        async () => {},
        () => {},
      ),
    { wrapper: StrictMode },
  );

it('runs, also where React mounts everything twice', async () => {
  const { result } = open();
  await act(async () => result.current.choose('data:1', Promise.reject(new Error('gone'))));
  expect(result.current.state).toMatchObject({ name: 'failed', failure: { kind: 'unreadable' } });
  act(() => result.current.cancel());
  expect(result.current.state.name).toBe('idle');
});

it('shows a photo at once, and asks before the page is left, until it is called off', () => {
  const { result } = open();
  const isAsked = () => !window.dispatchEvent(new Event('beforeunload', { cancelable: true }));
  expect(isAsked()).toBe(false);
  act(() => result.current.choose('data:1', new Promise(() => {})));
  expect(result.current).toMatchObject({
    state: { name: 'preparing', encoding: { previewUrl: 'data:1' } },
    isUnfinished: true,
  });
  expect(isAsked()).toBe(true);
  act(() => {
    result.current.cancel();
    // Before React has heard of it.
    expect(isAsked()).toBe(false);
  });
});
