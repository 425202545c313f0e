// Lets long work in a thread be interrupted.

/** Yields to messages and events. It uses no timer, since browsers delay nested timers. */
export function afterOtherWork(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
