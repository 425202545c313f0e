// The error for a rejected image, with the reason, thrown wherever the fault is found.
import type { RejectionReason } from '@/lib/shared/error-codes';

/** Its message is a detail for developers, which users do not see. */
export class RejectedImageError extends Error {
  override readonly name = 'RejectedImageError';

  constructor(
    readonly reason: RejectionReason,
    detail: string,
    cause?: unknown,
  ) {
    super(detail, { cause });
  }
}
