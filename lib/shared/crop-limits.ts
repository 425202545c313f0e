// The limits of a crop. The editor keeps to them; the server enforces them.

/** In degrees, to either side. */
export const MAX_STRAIGHTEN = 45;

/** 1 is the largest crop that fits. */
export const HIGHEST_ZOOM = 6;

/** Longest side of the picture that is kept for framing it again, in pixels. */
export const MAX_FRAMED_SIDE = 1600;
