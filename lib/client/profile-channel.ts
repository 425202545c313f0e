// Between the tabs of one browser: who changed a profile says so, and the other tabs look again.

const CHANNEL = 'polizalab-profile';

/** Tells the other tabs that this person's profile has changed. */
export function announceProfileChange(userId: string): void {
  if (typeof BroadcastChannel === 'undefined') return;
  const channel = new BroadcastChannel(CHANNEL);
  channel.postMessage(userId);
  channel.close();
}

/** Calls back when another tab has changed this person's profile; returns the way to stop listening. */
export function onProfileChange(userId: string, changed: () => void): () => void {
  if (typeof BroadcastChannel === 'undefined') return () => {};
  const channel = new BroadcastChannel(CHANNEL);
  channel.onmessage = (message) => {
    if (message.data === userId) changed();
  };
  return () => channel.close();
}
