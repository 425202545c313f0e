// Fetches the framing of the shown photo. Its code is loaded on use.
import { call } from '@/lib/client/api';
import type { CropNumbers } from '@/lib/shared/crop-numbers';
import type { FramingResponse } from '@/lib/shared/framing-schema';
import { FRAMING_PATH } from './photo-framing';

export interface OpenFraming {
  /** The picture, as it was sent. */
  readonly file: Blob;
  readonly crop: CropNumbers;
}

/** @throws Error if there is none, or the network fails */
export async function openFraming(): Promise<OpenFraming> {
  const { url, contentType, crop } = await call<FramingResponse>('GET', FRAMING_PATH);
  const response = await fetch(url);
  if (!response.ok) throw new Error(`the picture cannot be read: ${response.status}`);
  const bytes = await response.blob();
  return { file: bytes.slice(0, bytes.size, contentType), crop };
}
