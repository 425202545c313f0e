// A photo as most tests choose one.
import { cameraPhoto } from 'odd-images/camera-photo';
import type { GivenFile } from './profile-page';

/** @param seed another one gives another photo */
export async function photoFile(seed = 1): Promise<GivenFile> {
  const buffer = await cameraPhoto({ width: 1200, height: 900, seed });
  return { name: `foto-${seed}.jpg`, mimeType: 'image/jpeg', buffer };
}
