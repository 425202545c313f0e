'use client';
// Runs the camera while the dialog shows it.
import { useCallback, useEffect, useState } from 'react';
import { type CameraPorts, cameraProblem } from './camera-ports';

export type CameraState =
  | { readonly status: 'starting' }
  | { readonly status: 'live'; readonly stream: MediaStream }
  | { readonly status: 'failed'; readonly problem: 'denied' | 'missing' | 'busy' };

/**
 * Runs the camera while `on` is true, and stops its tracks on `retry` and unmount. Call `fail` if the camera gives a stream but no
 * picture.
 */
export function useCamera(on: boolean, start: CameraPorts['start']) {
  const [state, setState] = useState<CameraState>({ status: 'starting' });
  const [attempt, setAttempt] = useState(0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new attempt restarts the camera
  useEffect(() => {
    if (!on) return;
    let gone = false;
    let stream: MediaStream | null = null;
    setState({ status: 'starting' });
    start().then(
      (started) => {
        // The user may grant the permission after closing the dialog.
        if (gone) return stop(started);
        stream = started;
        // The camera was unplugged, or the permission was revoked.
        const ended = () => setState({ status: 'failed', problem: 'missing' });
        for (const track of started.getTracks()) track.addEventListener('ended', ended);
        setState({ status: 'live', stream: started });
      },
      (error: unknown) => {
        if (!gone) setState({ status: 'failed', problem: cameraProblem(error) });
      },
    );
    return () => {
      gone = true;
      if (stream) stop(stream);
    };
  }, [on, start, attempt]);

  const retry = useCallback(() => setAttempt((count) => count + 1), []);
  function fail(error: unknown) {
    if (state.status === 'live') stop(state.stream);
    setState({ status: 'failed', problem: cameraProblem(error) });
  }
  return { state, retry, fail };
}

/** `stop` fires no `ended` event. */
function stop(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}
