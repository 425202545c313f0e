// The editor's state as a reducer: how each gesture, key and control changes the view.
import {
  type CropView,
  carry,
  clamp,
  initialView,
  MAX_STRAIGHTEN,
  maxZoom,
  type PictureSize,
  type Point,
} from './crop-geometry';

/** Points are relative to the centre of the crop, in units of its side. */
export type CropAction =
  | { readonly type: 'carry'; readonly from: Point; readonly to: Point; readonly factor: number }
  | { readonly type: 'zoom-by'; readonly factor: number; readonly at: Point }
  | { readonly type: 'zoom-to'; readonly zoom: number }
  | { readonly type: 'move'; readonly by: Point }
  | { readonly type: 'turn'; readonly quarters: 1 | -1 }
  | { readonly type: 'straighten'; readonly degrees: number }
  | { readonly type: 'reset' }
  | { readonly type: 'open'; readonly picture: PictureSize };

export interface CropState {
  readonly picture: PictureSize;
  readonly view: CropView;
}

const MIDDLE: Point = { x: 0, y: 0 };

export function openCrop(picture: PictureSize): CropState {
  return { picture, view: initialView(picture) };
}

/** Returns the next state, or the same object if nothing changed, so that nothing is redrawn. */
export function reduceCrop(state: CropState, action: CropAction): CropState {
  if (action.type === 'open') return openCrop(action.picture);
  const view = nextView(state, action);
  return sameView(view, state.view) ? state : { ...state, view };
}

function nextView(
  { picture, view }: CropState,
  action: Exclude<CropAction, { type: 'open' }>,
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
      return { ...view, straighten: clamp(action.degrees, -MAX_STRAIGHTEN, MAX_STRAIGHTEN) };
    case 'reset':
      return initialView(picture);
  }
}

/** True while the view is the initial one. */
export function isUntouched({ picture, view }: CropState): boolean {
  return sameView(view, initialView(picture));
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
