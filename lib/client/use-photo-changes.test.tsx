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

/** Renders the hook on a page that shows every profile it gets. */
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

it('undo restores the previous photo', async () => {
  const { changes, show } = setUp('a');
  act(() => changes().uploaded(photoProfile('b', '1')));
  expect(changes().last).toBeNull();
  show('b');
  expect(changes().last).toEqual({ kind: 'uploaded', before: 'a', after: 'b' });
  answer = () => ({ body: photoProfile('a', '2') });
  await act(() => changes().undo());
  expect(network.calls.map(({ body }) => body)).toEqual([{ profileImageKey: 'a' }]);
});

it('knows the previous photo even if the page has shown the new one first', () => {
  const { changes, show } = setUp('a');
  show('b');
  act(() => changes().uploaded(photoProfile('b', '1')));
  expect(changes().last).toEqual({ kind: 'uploaded', before: 'a', after: 'b' });
});

it('offers no undo once another tab has changed the photo', async () => {
  const { changes, show } = setUp('a');
  act(() => changes().uploaded(photoProfile('b', '1')));
  show('b');
  show('c');
  expect(changes().last).toBeNull();
  await act(() => changes().undo());
  expect(network.calls).toEqual([]);
});

it('reports a failed undo, which can be retried', async () => {
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

it('retry repeats the failed change, not an earlier one', async () => {
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

it('undoes a removal', async () => {
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
