// npm hands its signals to a shell, which ends without handing them on: a command has to notice that it was left alone.

/** How often to look, in ms. */
const INTERVAL = 250;

/** Calls `leave` once the npm that started this process has ended; never if it was started otherwise. */
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
