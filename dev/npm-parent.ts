// npm sends its signals to a shell, which exits without forwarding them: the command has to detect that its parent is gone.

/** Polling interval, in ms. */
const INTERVAL = 250;

/** Calls `leave` once the npm that started this process has ended; never if npm did not start it. */
export function onNpmGone(leave: () => void): void {
  if (!process.env.npm_lifecycle_event) return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    leave();
  }, INTERVAL);
  timer.unref();
}
