// Between the tabs of one browser: what happened in one of them that the others should know of.

const CHANNEL = 'polizalab-profile';

/** `changed`: the profile has. `signed-out`: the person has. `opened`: they have opened a page, signed in. */
type News = 'changed' | 'signed-out' | 'opened';

interface Message {
  userId: string;
  news: News;
}

export interface ProfileChannel {
  /** Tells the other tabs of this person. */
  announce: (news: News) => void;
  close: () => void;
}

/** @param on what to do at news from another tab about this person */
export function openProfileChannel(
  userId: string,
  on: Partial<Record<News, () => void>> = {},
): ProfileChannel {
  if (typeof BroadcastChannel === 'undefined') return { announce() {}, close() {} };
  // One for both ways: a channel does not hear itself, but does hear another one of its own page.
  const channel = new BroadcastChannel(CHANNEL);
  channel.onmessage = ({ data }: MessageEvent<Message>) => {
    if (data.userId === userId) on[data.news]?.();
  };
  return {
    announce: (news) => channel.postMessage({ userId, news } satisfies Message),
    close: () => channel.close(),
  };
}
