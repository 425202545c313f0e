import { act, renderHook } from '@testing-library/react';
import type { ReactNode } from 'react';
import { SWRConfig } from 'swr';
import type { ImageHistoryItem } from '@/lib/shared/profile-schema';
import { fakeFetch } from '@/test/client/fake-network';
import { useImageHistory } from './use-image-history';

function item(key: string, state: 'shown' | 'kept'): ImageHistoryItem {
  return {
    key,
    state,
    reason: null,
    contentType: 'image/webp',
    fileName: `${key}.webp`,
    checksumSha256: key,
    issuedAt: 1_700_000_000,
    restorableUntil: null,
    thumbnailUrl: `https://s3/${key}`,
    placeholder: null,
    events: [],
  };
}

function Fresh({ children }: { children: ReactNode }) {
  return <SWRConfig value={{ provider: () => new Map() }}>{children}</SWRConfig>;
}

it('does not offer the shown photo, even before the history is read again', async () => {
  let items = [item('new', 'shown'), item('old', 'kept')];
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const network = fakeFetch(async () => {
    const body = { items, next: null, expiresIn: 300 };
    if (items[0]?.state === 'kept') await released;
    return { body };
  });
  const { result, rerender } = renderHook(({ key }) => useImageHistory('u', key, true), {
    initialProps: { key: 'new' },
    wrapper: Fresh,
  });
  const keys = () => result.current.photos?.map(({ key }) => key);
  await act(async () => {});
  expect(keys()).toEqual(['old']);

  items = [item('new', 'kept'), item('old', 'shown')];
  rerender({ key: 'old' });
  expect(keys()).toEqual([]);
  await act(async () => release());
  expect(keys()).toEqual(['new']);
  network.restore();
});

it('reads nothing before a photo is replaced, and reads once the shown one changes', async () => {
  const items = [item('new', 'shown'), item('old', 'kept')];
  const network = fakeFetch(async () => ({ body: { items, next: null, expiresIn: 300 } }));
  const { result, rerender } = renderHook(({ key }) => useImageHistory('u', key, false), {
    initialProps: { key: 'old' },
    wrapper: Fresh,
  });
  await act(async () => {});
  expect(result.current.photos).toEqual([]);
  expect(network.calls).toEqual([]);
  rerender({ key: 'new' });
  await act(async () => {});
  expect(result.current.photos?.map(({ key }) => key)).toEqual(['old']);
  expect(network.calls).toHaveLength(1);
  network.restore();
});
