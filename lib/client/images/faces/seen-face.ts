// A face as the editor gets it, in pixels of the picture.
import type { Face } from './face-detector';
import type { FaceMeasures } from './measure-face';

export type SeenFace = Pick<Face, 'centre' | 'width' | 'height' | 'tilt'> & FaceMeasures;
