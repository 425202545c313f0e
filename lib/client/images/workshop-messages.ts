// The messages between the page and its photo worker.
import type { CropSquare, PictureSize } from './crop-geometry';
import type { HeicStep } from './decode-heic';
import type { SeenFace } from './faces/seen-face';
import type { PhotoErrorCode } from './photo-error';
import type { ShrunkPhoto } from './photo-workshop';

export type WorkshopRequest =
  | { readonly id: number; readonly type: 'open'; readonly file: Blob }
  | { readonly id: number; readonly type: 'preview'; readonly longestSide: number }
  | { readonly id: number; readonly type: 'find-faces' | 'stop-finding' | 'whole' }
  | { readonly id: number; readonly type: 'shrink'; readonly crop: CropSquare }
  | {
      readonly id: number;
      readonly type: 'cut';
      readonly crop: CropSquare;
      readonly size: PictureSize;
    };

export type WorkshopResult = PictureSize | ImageBitmap | readonly SeenFace[] | null | ShrunkPhoto;

export type WorkshopReply =
  /** Sent once, when the worker's script runs. */
  | { readonly type: 'started' }
  | { readonly type: 'heic'; readonly step: HeicStep }
  | { readonly type: 'done'; readonly id: number; readonly result: WorkshopResult }
  | {
      readonly type: 'error';
      readonly id: number;
      readonly code: PhotoErrorCode;
      readonly message: string;
    };
