// The error for a rejected image, with the reason, thrown wherever the fault is found.
import type { RejectionReason } from '@/lib/shared/error-codes';

export class RefusedImageError extends Error {
  override readonly name = 'RefusedImageError';

  constructor(
    readonly reason: RejectionReason,
    detail: string,
    cause?: unknown,
  ) {
    super(detail, { cause });
  }
}
