// The limits of a crop. The editor applies them; the server enforces them.

/** Maximum rotation in addition to quarter turns, in degrees, to either side. */
export const MAX_STRAIGHTEN = 45;

/** Maximum zoom; 1 is the largest crop that fits. */
export const HIGHEST_ZOOM = 6;

/** Maximum longer side of a source picture, in pixels. */
export const MAX_FRAMED_SIDE = 1600;
