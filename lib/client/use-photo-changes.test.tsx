import { act, renderHook } from '@testing-library/react';
import {
  type Answer,
  type Call,
  fakeFetch,
  photoProfile,
  someProfile,
} from '@/test/client/fake-network';
import { usePhotoChanges } from './use-photo-changes';

let network: ReturnType<typeof fakeFetch>;
let answer: (call: Call) => Answer;
beforeEach(() => {
  network = fakeFetch((call) => answer(call));
});
afterEach(() => network.restore());

/** The hook on a page that shows what it is told. */
function setUp(shownKey: string | null) {
  const begin = jest.fn();
  const view = renderHook(({ shown }) => usePhotoChanges(shown, async () => {}, begin), {
    initialProps: { shown: shownKey },
  });
  return {
    begin,
    changes: () => view.result.current,
    show: (shown: string | null) => view.rerender({ shown }),
  };
}

it('undoes to what was shown before', async () => {
  const { changes, show } = setUp('a');
  act(() => changes().uploaded(photoProfile('b', '1')));
  expect(changes().last).toBeNull();
  show('b');
  expect(changes().last).toEqual({ kind: 'uploaded', before: 'a', after: 'b' });
  answer = () => ({ body: photoProfile('a', '2') });
  await act(() => changes().undo());
  expect(network.calls.map(({ body }) => body)).toEqual([{ profileImageKey: 'a' }]);
});

it('knows what was before also where the page heard of the upload first', () => {
  const { changes, show } = setUp('a');
  show('b');
  act(() => changes().uploaded(photoProfile('b', '1')));
  expect(changes().last).toEqual({ kind: 'uploaded', before: 'a', after: 'b' });
});

it('offers nothing once another tab has changed the photo', async () => {
  const { changes, show } = setUp('a');
  act(() => changes().uploaded(photoProfile('b', '1')));
  show('b');
  show('c');
  expect(changes().last).toBeNull();
  await act(() => changes().undo());
  expect(network.calls).toEqual([]);
});

it('says so when an undo failed, and can be asked again', async () => {
  const { begin, changes, show } = setUp('a');
  act(() => changes().uploaded(photoProfile('b', '1')));
  show('b');
  answer = () => ({ status: 503, body: { code: 'unavailable' } });
  await act(() => changes().undo());
  expect(begin).toHaveBeenCalledTimes(1);
  expect(changes().error).toMatchObject({ code: 'unavailable' });
  expect(changes().last?.before).toBe('a');
  answer = () => ({ body: photoProfile('a', '2') });
  await act(() => changes().retry());
  expect(changes().error).toBeNull();
  expect(network.calls.map(({ body }) => body)).toEqual([
    { profileImageKey: 'a' },
    { profileImageKey: 'a' },
  ]);
});

it('tries again what failed, and not what was done before', async () => {
  const { changes, show } = setUp('a');
  act(() => changes().uploaded(photoProfile('b', '1')));
  show('b');
  answer = () => ({ status: 503, body: { code: 'unavailable' } });
  await act(() => changes().remove());
  answer = () => ({ body: someProfile() });
  await act(() => changes().retry());
  expect(network.calls.map(({ method }) => method)).toEqual(['DELETE', 'DELETE']);
  show(null);
  expect(changes().last).toEqual({ kind: 'removed', before: 'b', after: null });
});

it('takes back a removal', async () => {
  const { changes, show } = setUp('a');
  answer = () => ({ body: someProfile() });
  await act(() => changes().remove());
  show(null);
  expect(changes().last).toEqual({ kind: 'removed', before: 'a', after: null });
  answer = () => ({ body: photoProfile('a', '1') });
  await act(() => changes().undo());
  show('a');
  expect(changes().last?.kind).toBe('undone');
});
