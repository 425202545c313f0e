// The editor's state as a reducer: how each gesture, key and control changes the view.
import { MAX_STRAIGHTEN } from '@/lib/shared/crop-limits';
import type { CropNumbers } from '@/lib/shared/crop-numbers';
import {
  type CropView,
  carry,
  clamp,
  initialView,
  maxZoom,
  type PictureSize,
  type Point,
} from './crop-geometry';
import { viewOf } from './crop-numbers';

/** Points are relative to the centre of the crop, in units of its side. */
export type CropAction =
  | { readonly type: 'carry'; readonly from: Point; readonly to: Point; readonly factor: number }
  | { readonly type: 'zoom-by'; readonly factor: number; readonly at: Point }
  | { readonly type: 'zoom-to'; readonly zoom: number }
  | { readonly type: 'move'; readonly by: Point }
  | { readonly type: 'turn'; readonly quarters: 1 | -1 }
  | { readonly type: 'straighten'; readonly degrees: number }
  | { readonly type: 'reset' }
  /** Frames the face. */
  | { readonly type: 'frame' }
  /** A face was found; `frame` is the view that frames it. */
  | { readonly type: 'found'; readonly frame: CropView }
  /** `crop` is the crop as it was left, which no face moves. */
  | {
      readonly type: 'open';
      readonly picture: PictureSize;
      readonly crop?: CropNumbers | undefined;
    };

export interface CropState {
  readonly picture: PictureSize;
  readonly view: CropView;
  /** The view that frames the face, or null if no face was found. */
  readonly frame: CropView | null;
  /** True once the user has changed the view. */
  readonly isMoved: boolean;
  /** The view from which the picture glides to this one, or null if it jumps. */
  readonly glidesFrom: CropView | null;
}

const MIDDLE: Point = { x: 0, y: 0 };

/** @param aspect width of the crop by its height */
export function openCrop(picture: PictureSize, aspect = 1): CropState {
  const view = initialView(picture, aspect);
  return { picture, view, frame: null, isMoved: false, glidesFrom: null };
}

/** Returns the next state, or the same object if nothing changed, so that nothing is redrawn. */
export function reduceCrop(state: CropState, action: CropAction): CropState {
  if (action.type === 'open') return opened(state, action);
  if (action.type === 'found') return framed(state, action.frame);
  const view = nextView(state, action);
  if (sameView(view, state.view)) return state;
  const glides = action.type === 'frame' || (action.type === 'reset' && state.frame !== null);
  return { ...state, view, isMoved: true, glidesFrom: glides ? state.view : null };
}

function opened(
  { view }: CropState,
  { picture, crop }: Extract<CropAction, { type: 'open' }>,
): CropState {
  const state = openCrop(picture, view.aspect);
  return crop ? { ...state, view: viewOf(picture, crop), isMoved: true } : state;
}

/** A crop that the user has moved stays where it is. */
function framed(state: CropState, frame: CropView): CropState {
  if (state.isMoved || sameView(frame, state.view)) return { ...state, frame };
  return { ...state, frame, view: frame, glidesFrom: state.view };
}

function nextView(
  { picture, view, frame }: CropState,
  action: Exclude<CropAction, { type: 'open' | 'found' }>,
): CropView {
  switch (action.type) {
    case 'carry':
      return carry(picture, view, action.from, action.to, action.factor);
    case 'zoom-by':
      return carry(picture, view, action.at, action.at, action.factor);
    case 'zoom-to':
      return carry(picture, view, MIDDLE, MIDDLE, action.zoom / view.zoom);
    case 'move':
      return carry(picture, view, MIDDLE, action.by, 1);
    case 'turn':
      return { ...view, turns: (view.turns + action.quarters + 4) % 4 };
    case 'straighten':
      // Keep the centre: the crop moves only as far as the angle requires, and moves back with it.
      // Adding 0 turns -0 into 0, which would otherwise be another view than the initial one.
      return { ...view, straighten: clamp(action.degrees, -MAX_STRAIGHTEN, MAX_STRAIGHTEN) + 0 };
    case 'reset':
      return initialView(picture, view.aspect);
    case 'frame':
      return frame ?? view;
  }
}

/** True while the view is the initial one. */
export function isUntouched({ picture, view }: CropState): boolean {
  return sameView(view, initialView(picture, view.aspect));
}

/** The highest zoom, for the slider. */
export function zoomLimit({ picture }: CropState): number {
  return maxZoom(picture);
}

function sameView(a: CropView, b: CropView): boolean {
  return (
    a.zoom === b.zoom &&
    a.turns === b.turns &&
    a.straighten === b.straighten &&
    a.centre.x === b.centre.x &&
    a.centre.y === b.centre.y
  );
}
