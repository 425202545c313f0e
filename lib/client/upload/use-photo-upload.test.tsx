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

// jsdom has neither IndexedDB nor Web Locks nor BroadcastChannel, which the hook does not require.
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

it('runs in React’s strict mode, which mounts twice', async () => {
  const { result } = open();
  await act(async () => result.current.choose('data:1', Promise.reject(new Error('gone'))));
  expect(result.current.state).toMatchObject({ name: 'failed', failure: { kind: 'unreadable' } });
  act(() => result.current.cancel());
  expect(result.current.state.name).toBe('idle');
});

it('shows a photo at once, and asks before the page is closed, until it is cancelled', () => {
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
    // Before React has rendered the change.
    expect(isAsked()).toBe(false);
  });
});
