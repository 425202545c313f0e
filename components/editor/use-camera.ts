// A camera that is on exactly as long as someone looks at it.
'use client';

import { useCallback, useEffect, useState } from 'react';
import { type CameraPorts, cameraProblem } from './camera-ports';

export type CameraState =
  | { readonly status: 'starting' }
  | { readonly status: 'live'; readonly stream: MediaStream }
  | { readonly status: 'failed'; readonly problem: 'denied' | 'missing' | 'busy' };

/**
 * While `on`, the camera runs; its tracks are stopped when it turns false, at `retry`, and when the caller goes. `fail` is for a
 * camera that gave a stream and then no picture.
 */
export function useCamera(on: boolean, start: CameraPorts['start']) {
  const [state, setState] = useState<CameraState>({ status: 'starting' });
  const [attempt, setAttempt] = useState(0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt is another start
  useEffect(() => {
    if (!on) return;
    let gone = false;
    let stream: MediaStream | null = null;
    setState({ status: 'starting' });
    start().then(
      (started) => {
        // The permission may be given after the dialog was closed.
        if (gone) return stop(started);
        stream = started;
        // Unplugged, or taken back in the browser's settings.
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

/** `stop` itself raises no `ended` event. */
function stop(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}
