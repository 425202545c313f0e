import { act, renderHook } from '@testing-library/react';
import { useFraming } from './use-framing';

function setUp(profileImageKey: string | null, profileImageFramed = false) {
  const { result, rerender } = renderHook(useFraming, {
    initialProps: { profileImageKey, profileImageFramed },
  });
  return {
    state: () => [result.current.isKnown, result.current.isStored],
    changed: (...news: Parameters<typeof result.current.changed>) =>
      act(() => result.current.changed(...news)),
    show: (key: string | null, framed = false) =>
      rerender({ profileImageKey: key, profileImageFramed: framed }),
  };
}

it('returns the status in the profile', () => {
  expect(setUp('a', true).state()).toEqual([true, true]);
  expect(setUp('a').state()).toEqual([false, false]);
  expect(setUp(null).state()).toEqual([false, false]);
});

it('includes a framing that this page has sent and that the profile does not show yet', () => {
  const { state, changed, show } = setUp('a');
  changed('b', 'sending');
  expect(state()).toEqual([false, false]);
  show('b');
  expect(state()).toEqual([true, false]);
  changed('b', 'stored');
  expect(state()).toEqual([true, true]);
  show('a');
  expect(state()).toEqual([false, false]);
  show('b', true);
  expect(state()).toEqual([true, true]);
});

it('ignores a framing that was not stored', () => {
  const { state, changed } = setUp('a');
  changed('a', 'sending');
  changed('a', 'failed');
  expect(state()).toEqual([false, false]);
});

it('ignores the outcome for an earlier photo', () => {
  const { state, changed, show } = setUp('a');
  changed('a', 'sending');
  changed('b', 'sending');
  show('b');
  changed('a', 'failed');
  expect(state()).toEqual([true, false]);
  changed('b', 'stored');
  expect(state()).toEqual([true, true]);
});
