// Notifies the other tabs of this browser about changes.

const CHANNEL = 'polizalab-profile';

/** `changed`: the profile changed. `signed-out`: the user signed out. `opened`: a signed-in user opened a page. */
type News = 'changed' | 'signed-out' | 'opened';

interface Message {
  userId: string;
  news: News;
}

export interface ProfileChannel {
  /** Notifies the other tabs of this user. */
  announce: (news: News) => void;
  close: () => void;
}

/** @param on called with messages from other tabs of this user */
export function openProfileChannel(
  userId: string,
  on: Partial<Record<News, () => void>> = {},
): ProfileChannel {
  if (typeof BroadcastChannel === 'undefined') return { announce() {}, close() {} };
  // One channel for both directions: it does not receive its own messages, but would receive those of a second channel.
  const channel = new BroadcastChannel(CHANNEL);
  channel.onmessage = ({ data }: MessageEvent<Message>) => {
    if (data.userId === userId) on[data.news]?.();
  };
  return {
    announce: (news) => channel.postMessage({ userId, news } satisfies Message),
    close: () => channel.close(),
  };
}
