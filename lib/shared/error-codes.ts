// Maps each error code to its HTTP status and title. All problem+json responses come from it.

export const ERRORS = {
  invalid_request: { status: 400, title: 'The request is not valid' },
  unauthenticated: { status: 401, title: 'Sign in first' },
  invalid_token: { status: 401, title: 'The bearer token is not valid' },
  cross_site: { status: 403, title: 'The request came from another site' },
  user_not_found: { status: 404, title: 'There is no such user' },
  image_not_found: { status: 404, title: 'You have no such image' },
  link_not_found: { status: 404, title: 'There is no such link' },
  phone_code_ended: { status: 404, title: 'The code is not valid, or no longer valid' },
  not_uploaded: { status: 409, title: 'The image has not been uploaded yet' },
  superseded: { status: 409, title: 'A newer request has replaced this one' },
  already_framed: { status: 409, title: 'The source picture of this image is already stored' },
  body_too_large: { status: 413, title: 'The request body is too large' },
  not_json: { status: 415, title: 'The request body must be application/json' },
  not_printable: { status: 422, title: 'The name or another text cannot be put on a card' },
  image_rejected: { status: 422, title: 'The image was rejected' },
  rate_limited: { status: 429, title: 'Too many requests' },
  internal: { status: 500, title: 'Something went wrong' },
  unavailable: { status: 503, title: 'Try again in a moment' },
} as const satisfies Record<string, { status: number; title: string }>;

export type ErrorCode = keyof typeof ERRORS;

/** Why an upload was rejected. */
export const REJECTION_REASONS = [
  'empty',
  'too_large',
  'size_mismatch',
  'checksum_mismatch',
  'type_mismatch',
  'not_an_image',
  'too_small',
  'too_many_pixels',
  'too_many_frames',
  'too_many_scans',
  'too_complex',
  'corrupt',
] as const;

export type RejectionReason = (typeof REJECTION_REASONS)[number];
