// Between the tabs of one browser: who changed a profile says so, and the other tabs look again.

const CHANNEL = 'polizalab-profile';

export type ProfileChannel = {
  /** Tells the other tabs that this person's profile has changed. */
  announce: () => void;
  close: () => void;
};

/** @param changed called when another tab has changed this person's profile */
export function openProfileChannel(userId: string, changed: () => void): ProfileChannel {
  if (typeof BroadcastChannel === 'undefined') return { announce() {}, close() {} };
  // One for both ways: a channel does not hear itself, but does hear another one of its own page.
  const channel = new BroadcastChannel(CHANNEL);
  channel.onmessage = (message) => {
    if (message.data === userId) changed();
  };
  return { announce: () => channel.postMessage(userId), close: () => channel.close() };
}
