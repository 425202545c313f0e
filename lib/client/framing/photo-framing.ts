// The framing of a photo: the picture and the crop.
import type { Encoded } from '@/lib/client/images/encode-within';
import type { CropNumbers } from '@/lib/shared/crop-numbers';

export const FRAMING_PATH = '/api/profile/image/framing';

export interface PhotoFraming {
  readonly picture: Encoded;
  readonly crop: CropNumbers;
}
