// The browser APIs that the camera dialog uses.

export interface CameraPorts {
  /** Starts the camera that faces the user. Rejects with the DOMException of `getUserMedia`. */
  start(): Promise<MediaStream>;
  /** The current frame as a JPEG, not mirrored. */
  capture(video: HTMLVideoElement): Promise<File>;
}

/** More than most webcams have, and enough for any crop. */
const IDEAL = { facingMode: 'user', width: { ideal: 1920 }, height: { ideal: 1080 } } as const;

const QUALITY = 0.95;

export const browserCamera: CameraPorts = {
  async start() {
    // Missing on an insecure origin.
    const devices: MediaDevices | undefined = navigator.mediaDevices;
    if (!devices) throw new DOMException('no media devices', 'NotFoundError');
    return devices.getUserMedia({ video: IDEAL, audio: false });
  },
  async capture(video) {
    const canvas = document.createElement('canvas');
    canvas.width = video.videoWidth;
    canvas.height = video.videoHeight;
    canvas.getContext('2d')?.drawImage(video, 0, 0);
    const blob = await new Promise<Blob | null>((resolve) =>
      canvas.toBlob(resolve, 'image/jpeg', QUALITY),
    );
    if (!blob) throw new Error('the frame could not be encoded');
    return new File([blob], 'camera.jpg', { type: 'image/jpeg' });
  },
};

/** Why there is no picture, from the name of the DOMException. */
export function cameraProblem(error: unknown): 'denied' | 'missing' | 'busy' {
  const name = error instanceof DOMException ? error.name : '';
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'denied';
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return 'missing';
  return 'busy';
}
