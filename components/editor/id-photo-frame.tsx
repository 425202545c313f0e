// The outline of an ID photo, with guides for the head: a line at the crown, one at the chin, and an oval between them.
import { aspectOf } from '@/lib/client/id-photo/frame-head';
import type { IdPhotoRule } from '@/lib/client/id-photo/rules';
import { FRAME_LOOK } from './stage';

/** Width of a head by its height, with hair. */
const HEAD_ASPECT = 0.74;

const GUIDE = 'absolute border-dashed border-white/90 drop-shadow-[0_0_1px_rgb(8_18_15)]';

export function IdPhotoFrame({ rule }: { rule: IdPhotoRule }) {
  const { crown, chin } = rule;
  return (
    <div
      style={{ width: percent(aspectOf(rule)) }}
      className={`relative mx-auto h-full ${FRAME_LOOK}`}
    >
      <div style={{ top: percent(crown) }} className={`${GUIDE} inset-x-0 border-t-2`} />
      <div style={{ top: percent(chin) }} className={`${GUIDE} inset-x-0 border-t-2`} />
      <div
        style={{
          top: percent(crown),
          height: percent(chin - crown),
          aspectRatio: HEAD_ASPECT,
        }}
        className={`${GUIDE} left-1/2 -translate-x-1/2 rounded-[50%] border-2 opacity-60`}
      />
    </div>
  );
}

function percent(share: number): string {
  return `${share * 100}%`;
}
